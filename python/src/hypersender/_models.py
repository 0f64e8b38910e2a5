"""What the service tells: instances and their health."""

from __future__ import annotations

from . import _hints
from ._native import Secret
from ._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Told


class Health(Record):
    """The answer to "is this instance linked and working?"."""

    instance_id: str
    """The instance's id, a UUID."""
    status: _hints.Status
    """Where it is on its way to a linked phone."""
    connected_at: _hints.datetime | None = None
    """When it was connected, if ever. The service writes no offset; UTC is assumed."""
    connected_at_raw: str | None = None
    """The same as the service wrote it."""
    request_id: str | None = None
    """The service's number of the request that told this, for its support."""


class Restarted(Record):
    """The answer to a restart: the service began it. ``health()`` tells how it goes on."""

    message: str
    """What the service said."""
    request_id: str | None = None
    """The service's number of the request, for its support."""


class Instance(Record):
    """A WhatsApp instance as the service describes it."""

    id: str
    """The instance's id, a UUID."""
    name: str | None = None
    """The name given when it was created."""
    phone: str | None = None
    """The phone number, ``+`` and digits."""
    service_type: str | None = None
    """The service, ``whatsapp``."""
    status: _hints.Status
    """Where it is on its way to a linked phone."""
    access_token: Secret | None = None
    """A token for this one instance. The documentation says both that it is none until a phone is
    linked, and shows it before."""
    created_at: _hints.datetime | None = None
    """When it was created. The service writes no offset; UTC is assumed."""
    created_at_raw: str | None = None
    """The same as the service wrote it."""
    request_id: str | None = None
    """The service's number of the request that told this, for its support."""


class InstanceWithQr(Instance):
    """An instance, and the QR code that links a phone to it. It can't be pickled: show the code."""

    qr_code: _hints.QrCode
    """The code to show. It lives for about a minute."""

    def __reduce__(self) -> _hints.NoReturn:
        message = "An InstanceWithQr can't be pickled: its QR code would leave the process."
        raise TypeError(message)

    def __deepcopy__(self, memo: object, /) -> InstanceWithQr:
        return self


# What the native module tells of each is new with each call: it becomes the object's own.


def health(told: Told) -> Health:
    return Health._with_fields(_with_time(told, "connected_at"))


def restarted(told: Told) -> Restarted:
    return Restarted._with_fields(told)


def instance(told: Told) -> Instance:
    return Instance._with_fields(_with_time(told, "created_at"))


def instances(told: list[Told]) -> list[Instance]:
    return [instance(one) for one in told]


def instance_with_qr(told: Told) -> InstanceWithQr:
    from ._qr_code import QrCode

    told["qr_code"] = QrCode._of(told["qr_code"])
    return InstanceWithQr._with_fields(_with_time(told, "created_at"))


def _with_time(told: Told, field: str) -> Told:
    if told[field] is not None:
        from ._time import moment

        told[field] = moment(told[field])
    return told
