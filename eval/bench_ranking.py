"""How fast ranking measures are counted, on rankings drawn by chance. Does not know whether they are right."""

import random
import resource
from time import perf_counter

from eval.ranking import MEASURES, evaluate, means

_BLOCK = 5_000


def measure_speed(questions: int = 100_000, hits: int = 100, judged: int = 10, seed: int = 1) -> dict[str, float]:
    """Seconds for all `MEASURES`, nDCG at more cuts, Rprec and bpref of many rankings; without drawing them.

    One process. Rankings are drawn and counted in blocks, as those of a long run would be read; `megabytes` is the
    most that was resident, `checksum` the mean nDCG@10 of the last block, which depends on the seed alone.
    """
    draw = random.Random(seed)  # noqa: S311
    measures = (*MEASURES, "ndcg@5", "ndcg@20", "ndcg@100", "rprec", "bpref")
    pool = [f"document-{number:05d}#第{number}条" for number in range(2 * hits)]
    seconds, checksum = 0.0, 0.0
    for start in range(0, questions, _BLOCK):
        asked = [f"q{number}" for number in range(start, min(questions, start + _BLOCK))]
        qrels = {query: {name: draw.randint(0, 2) for name in draw.sample(pool, judged)} for query in asked}
        run = {query: draw.sample(pool, hits) for query in asked}
        started = perf_counter()
        found = evaluate(qrels, run, measures)
        seconds += perf_counter() - started
        checksum = means(found)["ndcg@10"]
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"questions": questions, "hits": hits, "seconds": seconds, "megabytes": resident, "checksum": checksum}
