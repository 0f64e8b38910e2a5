"""What the service tells: instances and their health."""

from __future__ import annotations

from ._qr_code import QrCode
from ._record import Record
from ._status import Status
from ._time import moment_if_any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import NoReturn

    from ._native import Secret
    from ._types import HealthFields, InstanceFields, InstanceWithQrFields, RestartedFields


class Health(Record):
    """The answer to "is this instance linked and working?"."""

    instance_id: str
    """The instance's id, a UUID."""
    status: Status
    """Where it is on its way to a linked phone."""
    connected_at: datetime | None = None
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
    status: Status
    """Where it is on its way to a linked phone."""
    access_token: Secret | None = None
    """A token for this one instance. The documentation says both that it is none until a phone is
    linked, and shows it before."""
    created_at: datetime | None = None
    """When it was created. The service writes no offset; UTC is assumed."""
    created_at_raw: str | None = None
    """The same as the service wrote it."""
    request_id: str | None = None
    """The service's number of the request that told this, for its support."""


class InstanceWithQr(Instance):
    """An instance, and the QR code that links a phone to it. It can't be pickled: show the code."""

    qr_code: QrCode
    """The code to show. It lives for about a minute."""

    def __reduce__(self) -> NoReturn:
        message = "An InstanceWithQr can't be pickled: its QR code would leave the process."
        raise TypeError(message)

    def __deepcopy__(self, memo: object, /) -> InstanceWithQr:
        return self


def health(fields: HealthFields) -> Health:
    instance_id, status, connected_at, raw, request_id = fields
    return Health._of(instance_id, Status(status), moment_if_any(connected_at), raw, request_id)


def restarted(fields: RestartedFields) -> Restarted:
    return Restarted._of(*fields)


def instance(fields: InstanceFields) -> Instance:
    return Instance._of(*_values(fields))


def instances(fields: list[InstanceFields]) -> list[Instance]:
    return [instance(one) for one in fields]


def instance_with_qr(fields: InstanceWithQrFields) -> InstanceWithQr:
    known, code = fields
    return InstanceWithQr._of(*_values(known), QrCode._of(code))


def _values(fields: InstanceFields) -> tuple[object, ...]:
    *known, status, access_token, created_at, raw, request_id = fields
    return (*known, Status(status), access_token, moment_if_any(created_at), raw, request_id)
