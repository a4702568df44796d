"""One table: what each problem is called at the doors (HTTP status, exit code), and how it looks on the wire.

Problems are raised where they are known; nothing between there and here catches them. On the wire they are RFC 9457
problem documents with a closed list of codes. The command line says what the operator should do; over HTTP, which the
public reads, a fault of ours is `unavailable`, and its cause goes to the log. Does not know why any of them was raised.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from prompts.problems import Problem

log = logging.getLogger("wenzheng")


class Door(NamedTuple):
    """How a problem leaves: HTTP status, exit code (1: ran, and the result is bad; 2: wrong use)."""

    status: int
    exit: int


_GROUPS: Final[tuple[tuple[Door, str], ...]] = (
    (Door(400, 2), "bad_request dimensions_fixed input_empty input_not_text input_too_long too_many_inputs"),
    (Door(404, 2), "answer_unknown conversation_unknown no_such_page unknown_document unknown_model"),
    (Door(405, 2), "method_not_allowed"),
    (Door(413, 2), "body_too_large"),
    (Door(422, 2), "bad_date no_question question_empty question_too_long unknown_region"),
    (Door(422, 2), "manifest_column manifest_file manifest_twice manifest_unreadable manifest_value"),
    # A file that is not taken: said in a report, and the status of an upload.
    (Door(422, 1), "archive_bomb bad_encoding damaged empty_file encrypted no_text old_office too_large"),
    (Door(422, 1), "too_much_memory too_slow unknown_type unreadable"),
    # Wrong use of the command line or of a setting; over HTTP it would be ours to mend.
    (Door(500, 2), "bad_setting documents_twice file_not_opened folder_is_file folder_moved id_taken no_data no_files"),
    (Door(500, 2), "no_folder source_elsewhere"),
    (
        Door(500, 2),
        "embedder_not_found reranker_not_found model_name_missing model_name_unused model_none model_spec_unknown",
    ),
    (Door(500, 2), "model_address_missing unknown_setting"),
    # Approved answers and the look for what quoted a document, from the command line alone.
    (Door(500, 2), "answer_leans answer_not_approvable approved_by_missing approved_column approved_document"),
    (Door(500, 2), "approved_elsewhere approved_empty approved_ending impact_document"),
    (
        Door(500, 2),
        "approved_fact approved_field_missing approved_locator approved_mark approved_nothing approved_phrasing",
    ),
    (Door(500, 2), "approved_place approved_quote approved_refused approved_stale approved_twice approved_unknown"),
    (Door(500, 2), "approved_unreadable approved_unsourced approved_value approved_withdrawn several_documents"),
    # Evaluation, from the command line alone.
    (Door(500, 2), "bad_price bad_slice bad_threshold case_unscored corpus_unknown duplicate_id duplicate_question"),
    (Door(500, 2), "judge_is_the_judged judge_not_compared judge_repeats judgement_missing kept_file_broken"),
    (Door(500, 2), "leaked_cluster leaked_question line_not_a_judgement line_not_an_object"),
    (Door(500, 2), "line_not_text line_with_unknown_field line_with_wrong_field line_without_field"),
    (Door(500, 2), "listed_file_missing listed_file_refused missing_case"),
    (Door(500, 2), "missing_document missing_place missing_question near_question no_cases"),
    (Door(500, 2), "expected_missing no_cases_chosen"),
    (Door(500, 2), "no_baseline no_jieba no_judge no_labels no_questions no_run no_such_part nothing_to_compare"),
    (Door(500, 2), "bad_known_question no_known_questions"),
    (
        Door(500, 2),
        "reply_missing run_of_another several_runs too_few_labels too_few_to_train",
    ),
    (Door(500, 2), "too_little_agreement unknown_measure unknown_metric"),
    (Door(500, 1), "bad_vector bundled_weights_missing bundled_weights_unknown damaged_index"),
    (Door(500, 1), "embedder_not_convertible embedder_not_written index_too_new internal model_damaged"),
    (Door(500, 1), "model_not_written model_parts_missing model_prompt_long model_runtime no_answer"),
    (Door(500, 1), "cannot_listen database_damaged database_unreachable"),
    (Door(500, 1), "disk_full not_writable original_changed original_missing storage_failed"),
    (Door(503, 1), "busy index_busy model_busy model_loading model_refused model_reply_broken model_slow"),
    (Door(503, 1), "model_unavailable model_unreachable no_index not_ready search_down server_not_ready starting"),
    (Door(503, 1), "unavailable"),
)

DOORS: Final[Mapping[str, Door]] = {code: door for door, codes in _GROUPS for code in codes.split()}
"""Every code of `prompts/problems/*.toml`; a test names the ones that are missing."""

FOR_EVERYONE: Final = frozenset({"busy", "internal", "starting", "unavailable"})
"""Faults of ours whose words are for the public; those of all others (status 500 and above) are for the operator."""


def for_the_public(problem: Problem, request_id: str) -> Problem:
    """What is told over HTTP: the problem itself, or `unavailable` where only the operator can do something about it.

    The log, `/readyz` and `wenzheng doctor` tell the cause and what to run.
    """
    if DOORS[problem.code].status < 500 or problem.code in FOR_EVERYONE:
        return problem
    log.error("request %s: %s: %s", request_id, problem.code, problem)
    return Problem("unavailable", request_id=request_id)


def exit_code(problem: Problem) -> int:
    """What the command line ends with."""
    return DOORS[problem.code].exit


def problem_document(problem: Problem, request_id: str, language: str = "zh", **more: Any) -> dict[str, Any]:
    """The body of an `application/problem+json` answer."""
    status = DOORS[problem.code].status
    return {
        "type": f"urn:wenzheng:problem:{problem.code}",
        "title": problem.title(language),
        "title_zh": problem.title("zh"),
        "title_en": problem.title("en"),
        "status": status,
        "code": problem.code,
        "detail": problem.text(language),
        "detail_zh": problem.text("zh"),
        "detail_en": problem.text("en"),
        "request_id": request_id,
        **more,
    }
