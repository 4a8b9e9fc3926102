"""Why Jira refuses a request about an issue or a project, in English and German."""

TEXTS: dict[str, tuple[str, str]] = {
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
    "transition_needed": (
        "No transition was specified.",
        "Es wurde kein Übergang angegeben.",
    ),
    "transition_unknown": (
        "Transition id '{value}' is not valid for this issue.",
        "Die Übergangs-ID '{value}' ist für diesen Vorgang nicht gültig.",
    ),
    "transition_not_now": (
        "It seems that you have tried to perform a workflow operation ({name}) that is not valid for the current "
        "state of this issue ({key}). The likely cause is that somebody has changed the issue recently, please look "
        "at the issue history for details.",
        "Offenbar haben Sie versucht, eine Workflow-Aktion ({name}) auszuführen, die für den aktuellen Status dieses "
        "Vorgangs ({key}) nicht gültig ist. Wahrscheinlich hat jemand den Vorgang vor Kurzem geändert.",
    ),
    "bad_flag": (
        "The parameter '{parameter}' must be true or false.",
        "Der Parameter '{parameter}' muss true oder false sein.",
    ),
    "bad_range": ("The Range header is malformed.", "Die Kopfzeile 'Range' ist fehlerhaft."),
    "no_vote": (
        "You have not voted for this issue.",
        "Sie haben nicht für diesen Vorgang gestimmt.",
    ),
    "own_vote": (
        "You cannot vote for an issue you have reported.",
        "Sie können nicht für einen Vorgang stimmen, den Sie gemeldet haben.",
    ),
    "no_comment": (
        "Can not find a comment for the id: {value}.",
        "Es wurde kein Kommentar mit der ID {value} gefunden.",
    ),
    "may_not_delete_comment": (
        "You do not have permission to delete this comment.",
        "Sie haben keine Berechtigung, diesen Kommentar zu löschen.",
    ),
    "may_not_edit_comment": (
        "You do not have the permission for this comment.",
        "Sie haben keine Berechtigung für diesen Kommentar.",
    ),
    "visibility_invalid": (
        "The group or role '{value}' does not exist, or you are not in it.",
        "Die Gruppe oder Rolle '{value}' ist nicht vorhanden, oder Sie gehören nicht dazu.",
    ),
    "may_not_assign": (
        "You do not have permission to assign issues.",
        "Sie sind nicht berechtigt, Vorgänge zuzuweisen.",
    ),
    "account_needed": (
        "The 'accountId' query parameter is required.",
        "Der Abfrageparameter 'accountId' ist erforderlich.",
    ),
    "unreadable": (
        "The issue could not be read completely.",
        "Der Vorgang konnte nicht vollständig gelesen werden.",
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
}
