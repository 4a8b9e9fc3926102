"""Jira's texts for people, in the languages that the sandbox speaks: English and German.

Real Jira answers in the language of the caller's profile, which is why a client must never match
error texts. `Refused` carries a message's name and its facts, `say` puts it into a language.
"""

TEXTS: dict[str, tuple[str, str]] = {
    "not_on_screen": (
        "Field '{field}' cannot be set. It is not on the appropriate screen, or unknown.",
        "Feld '{field}' kann nicht festgelegt werden. Es befindet sich nicht auf dem entsprechenden "
        "Bildschirm oder ist unbekannt.",
    ),
    "required": ("{name} is required.", "{name} ist erforderlich."),
    "summary_required": (
        "You must specify a summary of the issue.",
        "Sie müssen eine Zusammenfassung des Vorgangs angeben.",
    ),
    "summary_newline": (
        "The summary is invalid because it contains newline characters.",
        "Die Zusammenfassung ist ungültig, da sie Zeilenumbrüche enthält.",
    ),
    "summary_long": (
        "Summary must be less than 255 characters.",
        "Die Zusammenfassung muss weniger als 255 Zeichen lang sein.",
    ),
    "too_long": (
        "The entered text is too long. It exceeds the allowed limit of 32,767 characters.",
        "Der eingegebene Text ist zu lang. Er überschreitet die zulässige Grenze von 32.767 Zeichen.",
    ),
    "line_too_long": (
        "The entered text is too long. It exceeds the allowed limit of 255 characters.",
        "Der eingegebene Text ist zu lang. Er überschreitet die zulässige Grenze von 255 Zeichen.",
    ),
    "not_document": (
        "Operation value must be an Atlassian Document (see the Atlassian Document Format)",
        "Der Wert muss ein Atlassian-Dokument sein (siehe Atlassian Document Format)",
    ),
    "not_string": ("Operation value must be a string", "Der Wert muss eine Zeichenfolge sein"),
    "not_number": ("Operation value must be a number", "Der Wert muss eine Zahl sein"),
    "not_array": ("data was not an array", "Die Daten waren kein Array"),
    "not_object": ("data was not an object", "Die Daten waren kein Objekt"),
    "not_date": (
        "Error parsing date string: {value}",
        "Fehler beim Verarbeiten der Datumsangabe: {value}",
    ),
    "not_datetime": (
        "Error parsing time: {value}",
        "Fehler beim Verarbeiten der Zeitangabe: {value}",
    ),
    "not_url": ("Not a valid URL", "Keine gültige URL"),
    "no_id_or_value": (
        "Could not find valid 'id' or 'value' in the Parent Option object.",
        "In der übergeordneten Option wurde keine gültige 'id' oder 'value' gefunden.",
    ),
    "option_invalid": ("Option id '{value}' is not valid", "Die Options-ID '{value}' ist ungültig"),
    "option_value_invalid": ("Option value '{value}' is not valid", "Der Optionswert '{value}' ist ungültig"),
    "user_invalid": (
        "Specify a valid value for {name}",
        "Geben Sie einen gültigen Wert für {name} an",
    ),
    "not_assignable": (
        "User '{value}' cannot be assigned issues.",
        "Dem Benutzer '{value}' können keine Vorgänge zugewiesen werden.",
    ),
    "group_invalid": ("Could not find group: {value}", "Die Gruppe wurde nicht gefunden: {value}"),
    "label_spaces": (
        "The label '{value}' contains spaces which is invalid.",
        "Das Stichwort '{value}' enthält Leerzeichen und ist deshalb ungültig.",
    ),
    "label_long": (
        "The label '{value}' exceeds the maximum length of 255 characters.",
        "Das Stichwort '{value}' ist länger als 255 Zeichen.",
    ),
    "component_invalid": (
        "Component name '{value}' is not valid",
        "Der Komponentenname '{value}' ist ungültig",
    ),
    "version_invalid": ("Version name '{value}' is not valid", "Der Versionsname '{value}' ist ungültig"),
    "priority_invalid": (
        "The priority selected is invalid.",
        "Die ausgewählte Priorität ist ungültig.",
    ),
    "resolution_invalid": (
        "The resolution selected is invalid.",
        "Die ausgewählte Lösung ist ungültig.",
    ),
    "security_invalid": (
        "The security level selected is invalid.",
        "Die ausgewählte Sicherheitsstufe ist ungültig.",
    ),
    "duration_invalid": (
        "The value '{value}' is not a valid duration. Use for example 4w 3d 12h.",
        "Der Wert '{value}' ist keine gültige Dauer. Verwenden Sie zum Beispiel 4w 3d 12h.",
    ),
    "sprint_invalid": (
        "Number value expected as the Sprint id.",
        "Als Sprint-ID wird eine Zahl erwartet.",
    ),
    "sprint_missing": ("Sprint does not exist: {value}", "Der Sprint ist nicht vorhanden: {value}"),
    "sprint_closed": (
        "Issue can be assigned only active or future sprints.",
        "Der Vorgang kann nur aktiven oder zukünftigen Sprints zugewiesen werden.",
    ),
    "no_board": (
        "The requested board cannot be viewed because it either does not exist or you do not have permission"
        " to view it.",
        "Das angeforderte Board kann nicht angezeigt werden, da es nicht vorhanden ist oder Sie nicht die"
        " Berechtigung haben, es anzuzeigen.",
    ),
    "no_sprints": ("The board does not support sprints", "Das Board unterstützt keine Sprints"),
    "team_invalid": ("Team id '{value}' is not valid.", "Die Team-ID '{value}' ist ungültig."),
    "asset_invalid": ("Object '{value}' does not exist.", "Das Objekt '{value}' ist nicht vorhanden."),
    "parent_invalid": (
        "Could not find issue by id or key.",
        "Der Vorgang wurde anhand der ID oder des Schlüssels nicht gefunden.",
    ),
    "parent_project": (
        "Sub-tasks must be created in the same project as the parent.",
        "Unteraufgaben müssen im selben Projekt wie der übergeordnete Vorgang erstellt werden.",
    ),
    "parent_level": (
        "Given parent issue does not belong to appropriate hierarchy.",
        "Der angegebene übergeordnete Vorgang gehört nicht zur passenden Hierarchie.",
    ),
    "project_required": ("valid project is required", "Ein gültiges Projekt ist erforderlich"),
    "type_required": ("valid issue type is required", "Ein gültiger Vorgangstyp ist erforderlich"),
    "type_invalid": (
        "The issue type selected is invalid.",
        "Der ausgewählte Vorgangstyp ist ungültig.",
    ),
    "may_not_create": (
        "You cannot create issues in this project.",
        "Sie können in diesem Projekt keine Vorgänge erstellen.",
    ),
    "may_not_edit": (
        "You do not have permission to edit issues in this project.",
        "Sie sind nicht berechtigt, Vorgänge in diesem Projekt zu bearbeiten.",
    ),
    "may_not_comment": (
        "You do not have the permission to comment on this issue.",
        "Sie sind nicht berechtigt, diesen Vorgang zu kommentieren.",
    ),
    "may_not_attach": (
        "You do not have permission to create attachments for this issue.",
        "Sie sind nicht berechtigt, diesem Vorgang Anhänge hinzuzufügen.",
    ),
    "may_not_link": (
        "No Link Issue Permission for issue '{key}'",
        "Keine Berechtigung zum Verknüpfen des Vorgangs '{key}'",
    ),
    "both": (
        "Field '{field}' cannot appear in both 'fields' and 'update'",
        "Das Feld '{field}' darf nicht zugleich in 'fields' und 'update' vorkommen",
    ),
    "no_operation": (
        "Field '{field}' does not support operation '{verb}'",
        "Das Feld '{field}' unterstützt den Vorgang '{verb}' nicht",
    ),
    "no_issue": (
        "Issue does not exist or you do not have permission to see it.",
        "Der Vorgang ist nicht vorhanden oder Sie sind nicht berechtigt, ihn anzuzeigen.",
    ),
    "no_project": (
        "No project could be found with key '{key}'.",
        "Es wurde kein Projekt mit dem Schlüssel '{key}' gefunden.",
    ),
    "no_link_type": (
        "No issue link type with name '{value}' found.",
        "Es wurde kein Verknüpfungstyp mit dem Namen '{value}' gefunden.",
    ),
    "no_user": (
        "The user does not exist or you do not have permission to view it",
        "Der Benutzer ist nicht vorhanden oder Sie sind nicht berechtigt, ihn anzuzeigen",
    ),
    "query_needed": (
        "The query parameter is required.",
        "Der Abfrageparameter ist erforderlich.",
    ),
    "may_not_watch": (
        "You do not have the permission to manage the watcher list.",
        "Sie haben keine Berechtigung, die Beobachterliste zu verwalten.",
    ),
    "no_comments": (
        "Between 1 and {limit} comment ids are needed.",
        "Es werden 1 bis {limit} Kommentar-IDs benötigt.",
    ),
    "order_by": (
        "Comments can not be ordered by '{value}'.",
        "Kommentare können nicht nach '{value}' sortiert werden.",
    ),
    "no_attachment": (
        "The attachment with id '{value}' does not exist",
        "Der Anhang mit der ID '{value}' ist nicht vorhanden",
    ),
    "no_property": (
        "The property with the key '{key}' does not exist.",
        "Die Eigenschaft mit dem Schlüssel '{key}' ist nicht vorhanden.",
    ),
    "properties_refused": (
        "You do not have permission to set the properties of this issue.",
        "Sie sind nicht berechtigt, die Eigenschaften dieses Vorgangs festzulegen.",
    ),
    "property_key": (
        "The property key must be between 1 and 255 bytes long.",
        "Der Schlüssel der Eigenschaft muss 1 bis 255 Bytes lang sein.",
    ),
    "property_value": (
        "The property value must be valid JSON of at most 32768 characters.",
        "Der Wert der Eigenschaft muss gültiges JSON mit höchstens 32768 Zeichen sein.",
    ),
    "bad_json": (
        "There was an error parsing JSON. Check that your request body is valid.",
        "Beim Verarbeiten von JSON ist ein Fehler aufgetreten. Prüfen Sie den Text der Anfrage.",
    ),
    "bad_body": (
        "Invalid request payload. Refer to the REST API documentation and try again.",
        "Ungültige Anfrage. Lesen Sie die Dokumentation der REST-API und versuchen Sie es erneut.",
    ),
    "bad_number": (
        "The parameter '{parameter}' must be a number.",
        "Der Parameter '{parameter}' muss eine Zahl sein.",
    ),
    "max_results": (
        "Parameter 'maxResults' must not exceed the limit '{limit}'",
        "Der Parameter 'maxResults' darf die Grenze '{limit}' nicht überschreiten",
    ),
    "comment_empty": (
        "Comment body can not be empty!",
        "Der Text des Kommentars darf nicht leer sein!",
    ),
    "xsrf": ("XSRF check failed", "XSRF-Prüfung fehlgeschlagen"),
    "attachment_large": (
        "The file '{value}' exceeds its maximum permitted size of {limit} bytes.",
        "Die Datei '{value}' überschreitet die zulässige Größe von {limit} Bytes.",
    ),
    "attachment_many": (
        "The request contains more than 60 files.",
        "Die Anfrage enthält mehr als 60 Dateien.",
    ),
    "attachment_off": ("Attachments are disabled.", "Anhänge sind deaktiviert."),
    "attachment_none": (
        "No file was sent in the part 'file'.",
        "Im Teil 'file' wurde keine Datei gesendet.",
    ),
    "permissions_needed": (
        "The 'permissions' query parameter is required.",
        "Der Abfrageparameter 'permissions' ist erforderlich.",
    ),
    "permission_unknown": ("Unrecognized permission: {value}", "Unbekannte Berechtigung: {value}"),
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


class Refused(Exception):
    """Jira says no. `name` is a key of TEXTS, `facts` fill the places in it."""

    def __init__(self, name: str, /, **facts: object) -> None:
        super().__init__(name)
        self.name, self.facts = name, facts

    def say(self, language: str) -> str:
        """The text in "en" or "de"."""
        return TEXTS[self.name][language == "de"].format(**self.facts)
