"""What goes wrong on the way to a server, before any HTTP answer."""

from django.utils.translation import gettext_lazy as _

from integrations.doctor.diagnosis import Diagnosis, Who

NO_SUCH_NAME = Diagnosis(
    "no_such_name",
    Who.LODGE_ADMIN,
    _("The name of the server does not resolve to an address."),
    _("Check the name in the settings, and the resolver of the host that Lodge runs on (DNS)."),
)
NOT_REACHED = Diagnosis(
    "not_reached",
    Who.LODGE_ADMIN,
    _(
        "No connection to the server was possible: nothing answers at its addresses, or a firewall refuses."
    ),
    _("Let Lodge’s host open connections to this server at port 443, then run this again."),
)
CERTIFICATE = Diagnosis(
    "certificate",
    Who.LODGE_ADMIN,
    _("The certificate of the server is not trusted, has expired, or belongs to another name."),
    _(
        "Where a proxy of the company opens TLS, name its authority in REQUESTS_CA_BUNDLE. Otherwise check the "
        "name, and "
        "Lodge’s clock. Do not switch the check off."
    ),
)
NO_TLS = Diagnosis(
    "no_tls",
    Who.LODGE_ADMIN,
    _("The server does not speak TLS at this port, or only versions that are too old."),
    _("Check the port in the address, and which versions of TLS the server offers."),
)
ADDRESS_REFUSED = Diagnosis(
    "address_refused",
    Who.LODGE_ADMIN,
    _(
        "The name leads to an address that Lodge does not call: a private network, or the host itself."
    ),
    _("If the server is meant to be there, allow its network in the settings."),
)
TOO_SLOW = Diagnosis(
    "too_slow",
    Who.NOBODY,
    _("The server took the call and sent no whole answer in time."),
    _("Wait, then run this again. Work that waits is sent by itself."),
)
HUNG_UP = Diagnosis(
    "hung_up",
    Who.NOBODY,
    _("The connection ended in the middle of the call."),
    _("Run this again. If it stays so, a proxy or firewall on the way may end connections."),
)
CLOCK = Diagnosis(
    "clock",
    Who.LODGE_ADMIN,
    _("Lodge’s clock and the server’s differ by more than a minute."),
    _("Set the clock of Lodge’s host by NTP: tokens and deliveries of webhooks carry times."),
)
