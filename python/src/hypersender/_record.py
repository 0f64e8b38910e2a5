"""Small immutable objects with named fields.

A stand-in for frozen, keyword-only dataclasses: importing those takes longer than all of this
package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import inspect
    from typing import Any, NoReturn

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> object:
        return lambda cls: cls


@dataclass_transform(kw_only_default=True, frozen_default=True)
class _RecordType(type):
    """Makes slots of a class's annotations, and keeps the defaults."""

    _fields: tuple[str, ...]
    _defaults: dict[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _RecordType:
        own = [field for field in namespace.get("__annotations__", ()) if not field.startswith("_")]
        inherited: tuple[str, ...] = ()
        defaults: dict[str, Any] = {}
        for base in bases:
            inherited += getattr(base, "_fields", ())
            defaults |= getattr(base, "_defaults", {})
        defaults |= {field: namespace.pop(field) for field in own if field in namespace}
        namespace["__slots__"] = tuple(own)
        namespace["_fields"] = inherited + tuple(own)
        namespace["_defaults"] = defaults
        namespace.setdefault("__match_args__", namespace["_fields"])
        return super().__new__(cls, name, bases, namespace)

    @property
    def __signature__(cls) -> inspect.Signature:
        from inspect import Parameter, Signature

        return Signature(
            [
                Parameter(
                    field,
                    Parameter.KEYWORD_ONLY,
                    default=cls._defaults.get(field, Parameter.empty),
                )
                for field in cls._fields
            ]
        )


_set = object.__setattr__


class Record(metaclass=_RecordType):
    """An immutable object with named fields. It compares and prints by them."""

    def __init__(self, **fields: Any) -> None:
        cls = type(self)
        for name, value in fields.items():
            if name not in cls._fields:
                message = f"{cls.__name__}() got an unexpected keyword argument {name!r}"
                raise TypeError(message)
            _set(self, name, value)
        if len(fields) < len(cls._fields):
            for name in cls._fields:
                if name not in fields:
                    if name not in cls._defaults:
                        message = f"{cls.__name__}() is missing the keyword argument {name!r}"
                        raise TypeError(message)
                    _set(self, name, cls._defaults[name])

    @classmethod
    def _of(cls, *values: Any) -> Self:
        """Make one whose fields, in their order, are these."""
        record = cls.__new__(cls)
        for name, value in zip(cls._fields, values, strict=True):
            _set(record, name, value)
        return record

    def _with(self, **changes: Any) -> Self:
        """Give the same with other values."""
        return type(self)(**dict(zip(type(self)._fields, self._values(), strict=True)) | changes)

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in type(self)._fields)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = f"{type(self).__name__} is immutable"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        message = f"{type(self).__name__} is immutable"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in type(self)._fields)
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._of, self._values()

    def __copy__(self) -> Self:
        return self
