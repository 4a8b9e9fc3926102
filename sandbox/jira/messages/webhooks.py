"""Why Jira refuses a webhook, in English and German."""

TEXTS: dict[str, tuple[str, str]] = {
    "webhook_apps_only": (
        "Only Connect and OAuth 2.0 apps can use this operation.",
        "Nur Connect- und OAuth-2.0-Apps können diesen Vorgang verwenden.",
    ),
    "webhook_url": (
        "The webhook URL must use the same base URL as the app.",
        "Die Webhook-URL muss dieselbe Basis-URL wie die App verwenden.",
    ),
    "webhook_one_url": (
        "Only a single URL per app is allowed to be registered.",
        "Pro App darf nur eine einzige URL registriert werden.",
    ),
    "webhook_events": (
        "The events of the webhook are not supported.",
        "Die Ereignisse des Webhooks werden nicht unterstützt.",
    ),
    "webhook_many": (
        "The maximum number of webhooks, {limit}, is reached.",
        "Die maximale Anzahl von Webhooks ({limit}) ist erreicht.",
    ),
    "webhook_clause": (
        "The clause {value} is unsupported",
        "Die Klausel {value} wird nicht unterstützt",
    ),
    "webhook_operator": (
        "The operator {value} is unsupported",
        "Der Operator {value} wird nicht unterstützt",
    ),
}
