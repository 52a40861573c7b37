"""Runs a plan: prepares the place, lets the workers work, and takes care that what is finished stays finished."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from sorikit.apps.batch.cluster import ClusterWishes, work_on_cluster
from sorikit.apps.batch.desk import Desk
from sorikit.apps.batch.journal import Journal
from sorikit.apps.batch.local import work_locally
from sorikit.apps.batch.plan import BatchPlan, Row, Told


def run_batch(
    plan: BatchPlan, *, jobs: int = 1, cluster: ClusterWishes | None = None
) -> Generator[Told | Row, None, list[Row]]:
    """Do every item of the plan, yielding what happens and each row as it is there; return the rows in the plan's order.

    ``jobs``: recordings at once on this machine; ``cluster``: where to do them instead. One that fails becomes a failed
    row. Closing the generator stops after the running steps; what is finished stays. Raises DiskFull, ModelError, and for
    a cluster RuntimeMissing or RemoteError.
    """
    desk = Desk(plan, Journal(plan.folder))
    rows: dict[str, Row] = {}
    work = work_locally(desk, plan.items, jobs) if cluster is None else work_on_cluster(desk, plan.items, cluster)
    try:
        with closing(work):
            for answer in work:
                if isinstance(answer, Row):
                    rows[answer.item.name] = answer
                yield answer
    finally:
        if plan.stdin is not None:
            plan.stdin.unlink(missing_ok=True)
    return [rows[item.name] for item in plan.items]
