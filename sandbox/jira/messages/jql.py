"""Why Jira refuses a search, in English and German."""

TEXTS: dict[str, tuple[str, str]] = {
    "unbounded": (
        "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
        "Unbegrenzte JQL-Abfragen sind hier nicht erlaubt. Bitte schränken Sie Ihre Abfrage ein.",
    ),
    "jql_syntax": (
        "Error in the JQL Query: {why} (line 1, character {at})",
        "Fehler in der JQL-Abfrage: {why} (Zeile 1, Zeichen {at})",
    ),
    "jql_field": (
        "Field '{field}' does not exist or you do not have permission to view it.",
        "Das Feld '{field}' ist nicht vorhanden oder Sie sind nicht berechtigt, es anzuzeigen.",
    ),
    "jql_value": (
        "The value '{value}' does not exist for the field '{field}'.",
        "Der Wert '{value}' ist für das Feld '{field}' nicht vorhanden.",
    ),
    "jql_issue": (
        "Issue does not exist or you do not have permission to see it.",
        "Der Vorgang ist nicht vorhanden oder Sie sind nicht berechtigt, ihn anzuzeigen.",
    ),
    "jql_operator": (
        "The operator '{operator}' is not supported by the '{field}' field.",
        "Der Operator '{operator}' wird vom Feld '{field}' nicht unterstützt.",
    ),
    "jql_history": (
        "History searches do not support the '{field}' field.",
        "Verlaufssuchen unterstützen das Feld '{field}' nicht.",
    ),
    "jql_escape": (
        "Error in JQL Query: '{value}' is an illegal JQL escape sequence. (character {at})",
        "Fehler in der JQL-Abfrage: '{value}' ist eine unzulässige JQL-Escapesequenz. (Zeichen {at})",
    ),
    "jql_text_start": (
        "The text query '{value}' for field '{field}' is not allowed to start with character '{start}'.",
        "Die Textabfrage '{value}' für das Feld '{field}' darf nicht mit dem Zeichen '{start}' beginnen.",
    ),
    "jql_text": (
        "Unable to parse the text '{value}' for field '{field}'.",
        "Der Text '{value}' für das Feld '{field}' kann nicht verarbeitet werden.",
    ),
    "jql_date": (
        "Date value '{value}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
        "Der Datumswert '{value}' für das Feld '{field}' ist ungültig. Gültig sind zum Beispiel "
        "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd' oder '-5d', '4w 2d'.",
    ),
    "jql_function": (
        "Unable to find JQL function '{value}()'.",
        "Die JQL-Funktion '{value}()' wurde nicht gefunden.",
    ),
    "jql_order": (
        "JQL queries may be ordered by at most 7 fields.",
        "JQL-Abfragen dürfen nach höchstens 7 Feldern sortiert werden.",
    ),
    "bad_token": (
        "The provided next page token is invalid or expired.",
        "Das Token für die nächste Seite ist ungültig oder abgelaufen.",
    ),
    "many_properties": (
        "The maximum number of properties to return is 5.",
        "Es können höchstens 5 Eigenschaften angefordert werden.",
    ),
    "many_issues": (
        "The number of issues requested exceeds the limit of {limit}.",
        "Es wurden mehr als {limit} Vorgänge angefordert.",
    ),
    "removed": (
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full "
        "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full "
        "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
    ),
}
