"""Small immutable objects with named fields.

A stand-in for frozen, keyword-only dataclasses: importing those takes longer than all of this
package.
"""

from __future__ import annotations

from . import _hints

TYPE_CHECKING = False
if TYPE_CHECKING:
    import inspect

    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> object:
        return lambda cls: cls


@dataclass_transform(kw_only_default=True, frozen_default=True)
class _RecordType(type):
    """Makes fields of a class's annotations, and keeps the defaults."""

    _fields: tuple[str, ...]
    _defaults: dict[str, _hints.Any]

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, _hints.Any]
    ) -> _RecordType:
        own = [field for field in namespace.get("__annotations__", ()) if not field.startswith("_")]
        inherited: tuple[str, ...] = ()
        defaults: dict[str, _hints.Any] = {}
        for base in bases:
            inherited += getattr(base, "_fields", ())
            defaults |= getattr(base, "_defaults", {})
        defaults |= {field: namespace.pop(field) for field in own if field in namespace}
        if namespace["__module__"] in {"hypersender._events", "hypersender._models"}:
            namespace["__module__"] = "hypersender"  # where it is public
            for field in own:
                if "_hints.Status" in namespace["__annotations__"][field]:
                    namespace[field] = _status_in(field)
        namespace["_fields"] = inherited + tuple(own)
        namespace["_defaults"] = defaults
        namespace["__match_args__"] = ()  # by name, as keyword-only dataclasses
        return super().__new__(cls, name, bases, namespace)

    @property
    def __signature__(cls) -> inspect.Signature:
        from inspect import Parameter, Signature
        from typing import get_type_hints

        types = get_type_hints(cls)
        return Signature(
            [
                Parameter(
                    field,
                    Parameter.KEYWORD_ONLY,
                    default=cls._defaults.get(field, Parameter.empty),
                    annotation=types[field],
                )
                for field in cls._fields
            ]
        )


def _status_in(field: str) -> property:
    """Make a status of a field's text when somebody looks at it.

    The standard library's ``enum`` takes longer to be imported than all of this package, and who
    shows a QR code looks at no status.
    """

    def read(record: Record) -> _hints.Status | None:
        text: str | None = vars(record)[field]
        if text is None:
            return None
        from ._status import status

        return status(text)

    return property(read, doc="Where the instance is on its way to a linked phone.")


_new = object.__new__
_set = object.__setattr__


class Record(metaclass=_RecordType):
    """An immutable object with named fields. It compares and prints by them."""

    def __init__(self, **fields: _hints.Any) -> None:
        cls = type(self)
        for name in fields:
            if name not in cls._fields:
                message = f"{cls.__name__}() got an unexpected keyword argument {name!r}"
                raise TypeError(message)
        for name in cls._fields:
            if name not in fields and name not in cls._defaults:
                message = f"{cls.__name__}() is missing the keyword argument {name!r}"
                raise TypeError(message)
        known = cls._defaults | fields
        vars(self).update({name: known[name] for name in cls._fields})

    @classmethod
    def _of(cls, *values: _hints.Any) -> _hints.Self:
        """Make one whose fields, in their order, are these."""
        return cls._with_fields(dict(zip(cls._fields, values, strict=True)))

    @classmethod
    def _with_fields(cls, fields: dict[str, _hints.Any]) -> _hints.Self:
        """Make one that has these fields, all of them and in their order. They are its own now."""
        record = _new(cls)
        _set(record, "__dict__", fields)
        return record

    def __replace__(self, /, **changes: _hints.Any) -> _hints.Self:
        """Give the same with other values, for ``copy.replace``."""
        return type(self)(**vars(self) | changes)

    def _values(self) -> tuple[_hints.Any, ...]:
        return tuple(vars(self).values())

    def __setattr__(self, name: str, value: object) -> _hints.NoReturn:
        message = f"{type(self).__name__} is immutable"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> _hints.NoReturn:
        message = f"{type(self).__name__} is immutable"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in vars(self))
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[_hints.Any, ...]:
        return type(self)._of, self._values()

    def __copy__(self) -> _hints.Self:
        return self
