"""What the attacks start from is whole: else they would pass because they saw nothing."""

from known import OF_PARTNERSHIPS, parts_of

# Of these the furnished partnerships have no record.
WITHOUT_RECORDS = {"retention:deletion"}


def test_every_address_of_a_partnership_is_known_with_a_record(world):
    without = {name for name, found in world.known.addresses.items() if not found}

    assert without == WITHOUT_RECORDS
    assert world.known.addresses.keys() == OF_PARTNERSHIPS.keys()


def test_both_partnerships_have_such_records(world):
    kinds = {" ".join([name.split(":")[0], *parts_of(name)]) for name in OF_PARTNERSHIPS if parts_of(name)}

    assert {kind for kind in kinds if not world.records_of_other[kind]} == {"retention deletion"}


def test_no_page_fails(world):
    assert world.known.faults == []


def test_forms_are_seen_with_their_fields(world):
    fields = [one for form in world.known.posts() for one in form.fields.values()]

    assert len(world.known.texts) > 60
    assert len({form.route for form in world.known.posts()}) > 40
    assert sum(bool(one.values) for one in fields) > 40
    assert any(one.name == "version" and one.value.isdecimal() for one in fields)
