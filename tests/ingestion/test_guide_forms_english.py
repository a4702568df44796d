"""The forms in which English pages of offices write what a guide tells, each with a small sample."""

from tests.ingestion.guide_forms import lines, page


def test_an_english_list_under_its_heading_needs_no_sentence_before_it() -> None:
    found = page(
        "# Replace a lost card (sample)\n\n## Who can apply\n\nYou can replace your card if you live in the state.\n\n"
        "## What to bring\n\n- Form DL 44\n- Two proofs of residency\n\nDownload the form\n\n"
        "## How to apply\n\n1. Log in to the portal.\n"
        "2. Attend the inspection.\n\n## Fees\n\nThe fee is $35. Veterans pay no fee.\n\n"
        "## Office location and hours\n\n100 Main Street, Sample City, CA 90001\n\n"
        "Monday–Friday, 8:00 a.m.–5:00 p.m.\n",
        "a.md",
    )
    assert found["materials"] == ["Form DL 44", "Two proofs of residency"]
    assert found["steps"] == ["Log in to the portal.", "Attend the inspection."]
    assert found["fee"] == ["The fee is $35. Veterans pay no fee."]
    assert found["place"] == ["100 Main Street, Sample City, CA 90001"]
    assert found["hours"] == ["Monday–Friday, 8:00 a.m.–5:00 p.m."]


def test_rows_of_an_english_table_are_labels_and_values() -> None:
    found = page(
        "<h1>Marriage license (sample)</h1><table><tr><th>Requirements</th><td>Both must be 18 or older.</td></tr>"
        "<tr><th>Documents needed</th><td>Photo ID; divorce decree</td></tr><tr><th>Fee</th><td>$60 (cash)</td></tr>"
        "<tr><th>Where to apply</th><td>Clerk's Office, Room 210</td></tr>"
        "<tr><th>If you live abroad</th><td>$2,000</td></tr></table><p>You must both sign.</p>"
    )
    assert found["conditions"] == ["Both must be 18 or older."]
    assert found["materials"] == ["Photo ID;", "divorce decree"]
    assert found["fee"] == ["$60 (cash)"]
    assert found["place"] == ["Clerk's Office, Room 210"]
    assert "steps" not in found


def test_a_table_of_fees_is_given_row_by_row_and_a_number_of_singapore_is_known() -> None:
    found = page(
        "# Apply for a stall licence (sample)\n\n## Documents required\n\n- NRIC\n- Tenancy agreement\n\n## Fees\n\n"
        "| Item | Fee |\n| --- | --- |\n| Licence | S$195 |\n| Late renewal | S$50 |\n\n## Contact us\n\n"
        "Tel: 6225 5632 (Mon to Fri, 8.30am to 5.30pm). You may also write.\n",
        "a.md",
    )
    assert found["fee"] == ["Licence | S$195", "Late renewal | S$50"]
    assert found["phone"] == ["6225 5632"]
    assert found["hours"] == ["Mon to Fri, 8.30am to 5.30pm"]


def test_short_lines_of_an_english_text_without_headings_open_its_parts() -> None:
    found = lines(
        "Register a boat (sample)\nOverview\nYou must register within 5 days.\nWhat you'll need\nTake the following:\n"
        "- the bill of sale\n- your photo ID\nCost\nRegistering costs £12.50.\nHow to book\n1. Call the office.\n"
    )
    assert found["name"] == ["Register a boat (sample)"]
    assert found["materials"] == ["the bill of sale", "your photo ID"]
    assert found["steps"] == ["You must register within 5 days.", "Call the office."]


def test_requirements_that_are_all_papers_are_what_is_needed_and_business_days_are_a_period() -> None:
    found = page(
        "# Register your dog (sample)\n\nYou must register your dog.\n\n## Requirements\n\n- Proof of vaccination\n"
        "- Proof of address\n\n## Steps to register\n\n1. Fill in the form.\n\n## How long it takes\n\n"
        "Tags are mailed within 10 business days.\n",
        "a.md",
    )
    assert found["materials"] == ["Proof of vaccination", "Proof of address"]
    assert found["time_limit"] == ["Tags are mailed within 10 business days."]
