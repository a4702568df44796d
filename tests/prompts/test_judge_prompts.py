import hashlib

import pytest

from prompts.templates import load

KEPT = {
    "judge_claims.zh/1": "13cafacbbc18e3f5",
    "judge_claims.en/1": "262b73ac19381381",
    "judge_entailment.zh/1": "50adba3185ce94ca",
    "judge_entailment.en/1": "5eeddc5caf6091a7",
    "judge_nuggets.zh/1": "2e21a44d5ed90ba9",
    "judge_nuggets.en/1": "9b7e1af288ea0be7",
    "judge_preference.zh/1": "4691132e791f84b5",
    "judge_preference.en/1": "e2e5728a6d3b6d44",
    "judge_repair.zh/1": "887e20f02237c2f7",
    "judge_repair.en/1": "7da2e2c6d8cef63d",
}
"""A changed text needs a new version: then put its label and digest here, and keep the old lines."""
NAMES = ("judge_claims", "judge_entailment", "judge_nuggets", "judge_preference", "judge_repair")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_changed_judge_prompt_has_a_new_version(name: str, language: str) -> None:
    template = load(name, language)
    digest = hashlib.sha256("\n".join(text for _, text in template.parts).encode()).hexdigest()[:16]
    assert KEPT.get(template.label) == digest, f"{template.label} now has digest {digest}"


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_of_a_judge_prompt_take_the_same_values(name: str) -> None:
    chinese, english = load(name, "zh"), load(name, "en")
    assert (chinese.inputs, chinese.lists.keys()) == (english.inputs, english.lists.keys())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "judge_repair"])
def test_what_is_judged_stands_in_fences_only(name: str, language: str) -> None:
    assert load(name, language).inputs == {"form"}
    assert "$form" not in load(name, language).parts[1][1]
