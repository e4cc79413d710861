"""From a landlord's list of complaints to a page that everyone may read, by the people who bring it there."""

import io
import zipfile

QUESTION = (
    "The Board asks where anti-social behaviour is reported most. In {{ period }} police recorded"
    " {{ volume(issue).value }} incidents of it in {{ area }}: {{ rate(issue) }} a year."
)
ANSWER = "It is reported in every ward. How much of it landlords hear of alone is not known yet."
RESTS_ON = "So far this profile rests on {{ volume(issue).value }} records of the police."
RECOMMENDED = f"The Board should ask landlords for their lists each month. {RESTS_ON}"
SUGGESTED = "The Board should ask landlords for their lists each month, and publish how many sent them."
NOT_NEEDED = ("What is known", "Analysis", "What is still not known", "Options")


def complaints() -> bytes:
    """As a landlord's system exports them, in headings that nobody has mapped yet. Invented."""
    lines = ["Case No,Date Reported,Complaint Type,Grid East,Grid North"]
    kinds = ("Noise", "Rubbish and fly-tipping", "Threats and harassment")
    for number in range(120):
        day, kind = number % 28 + 1, kinds[number % 3]
        lines.append(
            f"SYN-{number:04},{day:02}/03/2022 1{number % 10}:30,{kind},{482_000 + 37 * number},{213_000 - 29 * number}"
        )
    return "\n".join([*lines, ""]).encode()


def test_from_a_landlords_list_to_a_page_that_everyone_reads(someone):
    the_landlords_officer_sends_a_list(someone("caseworker"))
    robin = someone("analyst")
    the_analyst_maps_and_accepts_it(robin)
    the_analyst_explores(robin)
    the_analyst_writes_two_chapters(robin)
    a_colleague_suggests_a_change(someone("agency-officer"))
    the_analyst_takes_it_and_builds(robin)
    the_analyst_sends_it_to_the_chair(robin)
    the_board_then_its_chair_approve(someone("board-member"), someone("chair"))
    the_analyst_publishes(robin)
    everyone_reads_it_and_takes_the_data(someone())


def the_landlords_officer_sends_a_list(casey) -> None:
    casey.follows("Evidence")
    casey.presses("Send a file")
    casey.attaches("File", "complaints-2022-03.csv", complaints())
    casey.presses("Send the file")
    casey.sees("complaints-2022-03.csv", "Needs a mapping")
    casey.finds_it_accessible()


def the_analyst_maps_and_accepts_it(robin) -> None:
    robin.follows("Evidence")
    robin.sees("Files that wait")
    robin.follows("complaints-2022-03.csv")
    robin.presses("Map its columns")
    robin.sees("Case No", "Date Reported", "Complaint Type")
    robin.finds_it_accessible()
    robin.types("Months that rows are kept", "84")
    robin.presses("Save and try the file")

    robin.sees("What would be loaded", "120 of 120 rows")
    robin.finds_it_accessible()
    robin.presses("Accept and load")
    robin.sees("Loaded")


def the_analyst_explores(robin) -> None:
    robin.follows("Evidence")
    robin.follows("Explore")
    robin.selects("What", "Anti-social behaviour")
    robin.selects("Broken down by", "Wards")
    robin.presses("Show")
    robin.sees("Anti-social behaviour", "Abbey", "95% interval")
    robin.finds_it_accessible()


def the_analyst_writes_two_chapters(robin) -> None:
    robin.follows("Documents")
    robin.presses("Begin a document")
    robin.chooses("Problem profile")
    robin.selects("The issue", "Anti-social behaviour")
    robin.types("Title", "Where anti-social behaviour is reported")
    robin.selects("Period", "Financial year 2021/22, 7 of 12 months known")
    robin.presses("Begin")
    robin.is_on("Where anti-social behaviour is reported")
    for chapter in NOT_NEEDED:
        robin.unfolds(f"More about {chapter}")
        robin.presses(f"Take out {chapter}")
    robin.finds_it_accessible()
    writes(robin, "The question", QUESTION)
    robin.looks_again_until_there_is("In April 2021 to March 2022 police recorded")
    writes(robin, "Recommendations", RECOMMENDED)


def writes(robin, chapter: str, text: str) -> None:
    """Over its first block; what else stood in the chapter is taken out."""
    opens_the_profile(robin)
    robin.follows(chapter)
    robin.follows("Change block 1")
    robin.types("Text", text)
    robin.presses("Save")
    robin.is_on(chapter)


def a_colleague_suggests_a_change(drew) -> None:
    opens_the_profile(drew)
    drew.follows("Recommendations")
    drew.follows("Suggest a change to block 1")
    drew.types("How you would have it", f"{SUGGESTED} {RESTS_ON}")
    drew.types("Why", "Then we see who takes part.")
    drew.presses("Suggest")
    drew.sees("Your suggestion waits beside the block")
    drew.finds_it_accessible()


def the_analyst_takes_it_and_builds(robin) -> None:
    opens_the_profile(robin)
    robin.follows("Recommendations")
    robin.follows("1 suggestion for block 1")
    robin.follows("Suggestion by Drew Halyard")
    robin.sees("Then we see who takes part.", "publish how many sent them")
    robin.finds_it_accessible()
    robin.presses("Accept this text")
    robin.sees(SUGGESTED, "So far this profile rests on")
    robin.does_not_see("{{ volume(issue).value }}")

    robin.follows("Check")
    robin.presses("Check the document")
    robin.waits_for_the_work()
    robin.sees("1 to mend", "Three sentences for a reader who reads no further")
    robin.finds_it_accessible()
    robin.follows("Go to this passage")
    robin.types("Text", f"## The answer in brief\n\n{ANSWER}")
    robin.presses("Save")

    robin.follows("Files")
    robin.presses("Build the final version")
    robin.waits_for_the_work()
    robin.is_on("Final version")
    robin.finds_it_accessible()


def the_analyst_sends_it_to_the_chair(robin) -> None:
    robin.presses("Send it for approval")
    robin.types("Note", "For the Board of December.")
    robin.presses("Send for approval")
    robin.sees("Next", "Noor Minutes")


def the_board_then_its_chair_approve(noor, morgan) -> None:
    for one in (noor, morgan):
        opens_the_profile(one)
        one.follows("Approval")
        one.presses("Read it and decide")
        one.sees("For the Board of December.", "PDF")
        one.finds_it_accessible()
        one.chooses("Approve")
        one.presses("Save decision")
    morgan.sees("Approved by Noor Minutes", "Approved by Morgan Gavel")


def the_analyst_publishes(robin) -> None:
    opens_the_profile(robin)
    robin.follows("Editions")
    robin.presses("Publish what was approved")
    robin.chooses("I have read it")
    robin.presses("Publish")
    robin.sees("Edition 1", "/published/buckinghamshire/where-anti-social-behaviour-is-reported/")


def everyone_reads_it_and_takes_the_data(resident) -> None:
    resident.opens("/published/buckinghamshire/where-anti-social-behaviour-is-reported/")
    resident.is_on("Where anti-social behaviour is reported")
    resident.sees("Edition 1", "Chair of the Board")
    resident.finds_it_accessible()

    pack = zipfile.ZipFile(io.BytesIO(resident.downloads("Data")))
    assert any(name.endswith(".csv") for name in pack.namelist())

    resident.presses("Read it")
    resident.sees("The Board asks where anti-social behaviour is reported most.", ANSWER, SUGGESTED)
    resident.sees("In April 2021 to March 2022 police recorded", "per 1,000 residents a year")
    resident.does_not_see("Two premises are the subject", "still to be written")


def opens_the_profile(someone) -> None:
    someone.follows("Documents")
    someone.follows("Where anti-social behaviour is reported")
