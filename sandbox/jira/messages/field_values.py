"""Why Jira refuses the value of a field, in English and German."""

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
    "option_value_invalid": (
        "Option value '{value}' is not valid",
        "Der Optionswert '{value}' ist ungültig",
    ),
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
    "version_invalid": (
        "Version name '{value}' is not valid",
        "Der Versionsname '{value}' ist ungültig",
    ),
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
    "asset_invalid": (
        "Object '{value}' does not exist.",
        "Das Objekt '{value}' ist nicht vorhanden.",
    ),
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
}
