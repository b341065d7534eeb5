"""pyarrow where it is installed, and the columns as its types. Nothing else imports it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from db.exports.columns import COLUMNS, RECORDS, Column
from db.exports.errors import ExtraMissing

#: Types by kind, as a codebook writes them.
TYPES = {
    "text": "string", "integer": "int64", "number": "double", "boolean": "bool",
    "time": "timestamp[us, tz=UTC]", "texts": "list<string>",
    **{
        kind: "list<struct<" + ", ".join(
            f"{name}: {({'text': 'string', 'integer': 'int64', 'number': 'double'})[of]}"
            for name, of in fields
        ) + ">>"
        for kind, fields in RECORDS.items()
    },
}  # fmt: skip


def installed() -> bool:
    return find_spec("pyarrow") is not None


def pyarrow() -> tuple[Any, Any]:
    """``pyarrow`` and ``pyarrow.parquet``. Raises ExtraMissing."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise ExtraMissing from error


@cache
def schema() -> Any:
    """The rows' schema. Raises ExtraMissing."""
    pa, _ = pyarrow()
    plain = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"), "texts": pa.list_(pa.string()),
    }  # fmt: skip
    records = {
        kind: pa.list_(pa.struct([(name, plain[of]) for name, of in fields]))
        for kind, fields in RECORDS.items()
    }
    return pa.schema([(column.name, (plain | records)[column.kind]) for column in COLUMNS])


def row(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as a row of `schema`."""
    return {column.name: _value(column, document) for column in COLUMNS}


def _value(column: Column, document: Mapping[str, Any]) -> Any:
    value = column.value(document)
    return datetime.fromisoformat(value) if column.kind == "time" and value else value
