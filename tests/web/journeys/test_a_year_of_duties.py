"""A community safety officer and a chair keep the partnership's groups and duties."""

from datetime import date, timedelta

import pytest

from saferplan.web.duties.statutory import templates

pytestmark = pytest.mark.browser

PLAN = templates()["plan-to-commissioner"]
A_MONTH_ON = date.today() + timedelta(days=30)


def test_an_officer_takes_on_a_duty_and_the_chair_signs_it_off(someone):
    officer = someone("community-safety-officer")
    officer.follows("Duties")
    officer.follows("Duties by statute")
    officer.follows(PLAN.title)
    officer.is_on(PLAN.title)
    officer.sees("SI 2012/2660", "The regulations set no day")
    officer.finds_it_accessible()
    officer.presses("Add to the register")
    officer.sees("In the register")

    officer.follows("Add who signs off")
    officer.fills_in(As_whom="Chair of the Board")
    officer.selects("Who signs off", "Morgan Gavel (synthetic), Buckinghamshire Council (demo)")
    officer.presses("Add")
    officer.follows("Say how it stands")
    officer.chooses("For sign-off")
    officer.presses("Save")
    officer.sees("Nothing shows that it was done. Add evidence first")
    officer.finds_it_accessible()

    officer.page.locator(".govuk-back-link").click()
    officer.follows("Add evidence")
    officer.fills_in(What_was_done="Sent by e-mail to the commissioner's office (synthetic)")
    officer.presses("Add evidence")
    officer.follows("Say how it stands")
    officer.chooses("For sign-off")
    officer.presses("Save")
    officer.sees("Chair of the Board: Morgan Gavel (synthetic)", "Next")
    officer.finds_it_accessible()

    chair = someone("chair")
    chair.opens("/partnerships/buckinghamshire/")
    chair.sees("To sign off")
    chair.follows(PLAN.title)
    chair.presses("Sign off or send back")
    chair.sees("Sent by e-mail to the commissioner's office (synthetic)")
    chair.chooses("Sign off")
    chair.presses("Save decision")
    chair.sees("Your decision was recorded", "Done", "The next time")
    chair.finds_it_accessible()


def test_an_officer_forms_a_task_and_finish_group_and_closes_it(someone):
    officer = someone("community-safety-officer")
    officer.follows("Groups")
    officer.follows("Co-ordinating group")
    officer.follows("Add a group below this one")
    officer.fills_in(Name="Summer evenings")
    officer.chooses("Task and finish group")
    officer.presses("Add group")
    officer.sees("Enter the last day that the task and finish group is meant for")
    officer.finds_it_accessible()

    officer.gives_the_date("Last day it is meant for", A_MONTH_ON.day, A_MONTH_ON.month, A_MONTH_ON.year)
    officer.presses("Add group")
    officer.is_on("Summer evenings")
    officer.sees("Meant to end by", "Co-ordinating group")

    officer.follows("Write terms of reference")
    officer.fills_in(Terms_of_reference="# Purpose\n\nQuieter parks in summer.")
    officer.presses("Add this version")
    officer.follows("Version 1")
    officer.sees("Quieter parks in summer.")
    officer.finds_it_accessible()

    officer.follows("Summer evenings")
    officer.follows("Rename")
    officer.fills_in(New_name="Summer nights")
    officer.presses("Rename group")
    officer.is_on("Summer nights")
    officer.does_not_see("Renamed from")  # it began today: there was no day under the old name


def test_a_chair_reads_who_sat_where_and_changes_the_own_group(someone):
    chair = someone("chair")
    chair.follows("Groups")
    chair.follows("Board")
    chair.sees("Who sits here", "Morgan Gavel (synthetic)", "Vacant")
    chair.page.get_by_text("Who sat here on another day").click()
    chair.gives_the_date("As they were on", 1, 4, 2021)
    chair.presses("Show who sat here that day")
    chair.sees("You see the group as it was on 1 April 2021", "Nobody sat here that day")
    chair.finds_it_accessible()

    chair.opens("/partnerships/buckinghamshire/groups/?on=2021-04-01")
    chair.sees("Delivery group", "Doorstep crime")
    chair.does_not_see("Fraud and scams")
    chair.finds_it_accessible()
