"""Where pages are read: in processes of this machine, or on a Dask cluster."""

from contextlib import AbstractContextManager

from cli.options import need_cluster
from commissioning.settings import Settings
from crawler.pages.pool import ReadsPages


def readers_on(
    settings: Settings, cluster: str | None
) -> AbstractContextManager[ReadsPages] | None:
    """What reads pages on the cluster at an address; None where none was given."""
    if cluster is None:
        return None
    need_cluster(cluster)
    from cli.distant import readers  # brings Dask

    return readers(settings, cluster)
