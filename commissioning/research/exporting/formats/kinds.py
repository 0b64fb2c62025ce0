"""Which kind of file is which."""

from collections.abc import Mapping

from commissioning.research.exporting.formats.columnar import Parquet
from commissioning.research.exporting.formats.delimited import Csv
from commissioning.research.exporting.formats.embedded import Sqlite
from commissioning.research.exporting.formats.format import Format, Kind
from commissioning.research.exporting.formats.lines import Jsonl

KINDS: Mapping[Format, Kind] = {
    Format.PARQUET: Parquet(),
    Format.CSV: Csv(),
    Format.JSONL: Jsonl(),
    Format.SQLITE: Sqlite(),
}
