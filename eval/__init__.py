"""Measuring the same pipeline that the public uses: cases are asked, kept, scored, compared and shown.

Read in this order:

    cases, records, scores        the nouns: a question with what is right; what became of it; what a metric says of it
    folders (set_fields, set_files, set_corpus, set_origins), validation, near_texts
                                  sets of every kind, and what may be wrong with one
    worlds, runner, runs, replies what is asked of what; the append-only run; what a model wrote (kept)
    metrics                       all metrics that need no judge, by name. Their definitions:
        ranking, ranking_metrics  trec_eval's family; validity, place and duplicates of what was found
        text_metrics, tokens      overlap with an ideal answer
        answer_metrics            citation_, support_, figure_, completeness_, refusal_metrics, over answer_parts
        service_metrics           fields of service guides, over service_slots
        consistency               the same question asked in several ways
    judging, judge_metrics        a model as judge: verdicts, judge_replies, judgements, sittings, claim_matrices,
                                  preference; what it will be asked and cost (rehearsal, costs); what it may gate
                                  (judge_calibration, standings)
    significance, agreement, calibration, human_labels
                                  intervals and tests; agreement of people; checks against people's labels
    summary, comparison           figures of a run, of two runs: estimates, slices, shifts, curves, latency, gates
    scoring, report, exports      what is written beside a run: report_frame, answer_view, plots and the page's files
    legs                          each leg of the search alone
    uses                          which cases and runs rest on a document
    selftest, golden_*, mutations published values that must come out again, and wrong answers that must score lower
    bench_*                       speed and quality of the parts
"""
