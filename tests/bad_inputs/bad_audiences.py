"""Broken audiences, each beside a sound document and accounts."""

# ruff: noqa: E501 (a case a line reads as the table that it is)

from __future__ import annotations

from bad_inputs.bad_documents import DOCUMENT, Case, yaml

SEGMENTS = "segment,people,interested,weight\nstudents,1000,0.5,\nparents,500,,2\n"
MEMBERSHIPS = "handle,segment,share\nalice.ig,students,0.1\nbob.yt,parents,20%\n"
FOLLOWERS = "handle,person,tie\nalice.ig,x,\nbob.yt,x,0.5\nbob,y,\n"
PEOPLE = "person,weight,interested\nx,2,0.5\ny,,\n"
WITH_FOLLOWERS = DOCUMENT + "audience: {kind: followers, table: list.csv, people: people.csv}\n"
OVERLAPS = "a,b,shared\nalice.ig,bob.yt,500\n"
WITH_OVERLAPS = (
    DOCUMENT
    + "audience: {kind: overlaps, table: overlaps.csv, unstated: sainsbury, population: 100000, threshold: 10}\n"
)
WITH_SEGMENTS = DOCUMENT + "audience: {kind: segments, table: segments.csv, memberships: memberships.csv}\n"


def _files(**tables: str | bytes) -> dict[str, str | bytes]:
    named = {f"{name}.csv": text for name, text in tables.items()}
    return {"scenario.yaml": WITH_SEGMENTS, "segments.csv": SEGMENTS, "memberships.csv": MEMBERSHIPS, **named}


def segments(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another table of segments, beside memberships of students."""
    files = _files(segments=text, memberships="handle,segment,share\nalice.ig,students,0.1\n")
    return Case(name, f"segments.csv{place}", found, way_out, files, n_issues=n_issues)


def memberships(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another table of memberships."""
    return Case(name, f"memberships.csv{place}", found, way_out, _files(memberships=text), n_issues=n_issues)


def followers(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another list of followers."""
    files: dict[str, str | bytes] = {"scenario.yaml": WITH_FOLLOWERS, "list.csv": text, "people.csv": PEOPLE}
    return Case(name, f"list.csv{place}", found, way_out, files, n_issues=n_issues)


def people(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another table of the people of a list."""
    files: dict[str, str | bytes] = {"scenario.yaml": WITH_FOLLOWERS, "list.csv": FOLLOWERS, "people.csv": text}
    return Case(name, f"people.csv{place}", found, way_out, files, n_issues=n_issues)


def overlaps(name: str, text: str | bytes, place: str, found: str, way_out: str, n_issues: int | None = 1) -> Case:
    """Another table of overlaps, beside four accounts."""
    files: dict[str, str | bytes] = {
        "scenario.yaml": WITH_OVERLAPS,
        "accounts.csv": "account,followers,handle,platform\nalice,2000,alice.ig,instagram\nbob,90000,bob.yt,youtube\n"
        "carol,5000,carol.yt,youtube\ndora,400,do,tiktok\ndora,300,do,twitch\n",
        "overlaps.csv": text,
    }
    return Case(name, f"overlaps.csv{place}", found, way_out, files, n_issues=n_issues)


DOCUMENTS = (
    yaml("a later kind", "audience: {kind: cascades, table: c.csv}\n", "5:18", "word of mouth (audiences of kind 'cascades') is not supported yet", "segments, followers or overlaps"),
    yaml("a text for an audience", "audience: segments\n", "5:11", "audience is the text 'segments'", "{kind: segments, table:"),
    yaml("a key that separate audiences lack", "audience: {kind: separate, outside: ignore}\n", "5:28",
         "the key 'outside' does not belong to the kind 'separate'", "outside belongs to segments, followers"),
    yaml("a sample of segments", "audience: {kind: segments, table: accounts.csv, memberships: accounts.csv, sample: 0.1}\n", "5:76",
         "the key 'sample' does not belong to the kind 'segments'", "sample belongs to followers", None),
    yaml("memberships of a follower list", "audience: {kind: followers, memberships: accounts.csv, table: no.csv}\n", "5:29",
         "the key 'memberships' does not belong to the kind 'followers'", "memberships belongs to segments", 2),
    yaml("a sample of 0", "audience: {kind: followers, table: no.csv, sample: 0}\n", "5:52", "audience.sample is 0", "one in a hundred as 0.01", 2),
    yaml("a sample of 2", "audience: {kind: followers, table: no.csv, sample: 2}\n", "5:52", "audience.sample is 2", "one in a hundred as 0.01", 2),
    yaml("a sample in per cent", "audience: {kind: followers, table: no.csv, sample: 1%}\n", "5:52", "the text '1%'", "one in a hundred as 0.01", 2),
    yaml("a misspelt outside", "audience: {kind: followers, table: no.csv, outside: ignored}\n", "5:53", "the text 'ignored'",
         "Did you mean 'ignore'?", 2),
    yaml("two kinds in a list", "audience: [{kind: segments, table: s.csv, memberships: m.csv}, {kind: overlaps, table: o.csv}]\n", "5:11",
         "audience is a list", "a segment, or give followers and overlaps for all"),
    yaml("two kinds in one", "audience: {kind: overlaps, table: accounts.csv, segments: s.csv}\n", "5:49",
         "'segments' cannot be combined with an audience of kind 'overlaps'", "give followers and overlaps for all", None),
    yaml("memberships of overlaps", "audience: {kind: overlaps, memberships: m.csv, table: no.csv}\n", "5:28",
         "the key 'memberships' does not belong to the kind 'overlaps'", "memberships belongs to segments; to combine both", 2),
    yaml("overlaps without a kind", "overlaps: overlaps.csv\n", "5:1", "unknown key 'overlaps'", "{kind: overlaps, table: overlaps.csv}"),
    yaml("outside of overlaps", "audience: {kind: overlaps, table: no.csv, outside: ignore}\n", "5:43",
         "the key 'outside' does not belong to the kind 'overlaps'", "outside belongs to segments", 2),
    yaml("a misspelt setting of unstated pairs", "audience: {kind: overlaps, table: no.csv, unstated: sainsburry}\n", "5:53",
         "the text 'sainsburry'", "Did you mean 'sainsbury'?", 2),
    yaml("sainsbury of nobody knows how many", "audience: {kind: overlaps, table: no.csv, unstated: sainsbury}\n", "5:53",
         "the population is missing", "population: 5000000", 2),
    yaml("a population of 0", "audience: {kind: overlaps, table: no.csv, population: 0}\n", "5:55", "audience.population is 0", "Correct", 2),
    yaml("a threshold of 0", "audience: {kind: overlaps, table: no.csv, threshold: 0}\n", "5:54", "audience.threshold is 0", "Correct", 2),
    yaml("a population below an audience", "audience: {kind: overlaps, table: no.csv, unstated: sainsbury, population: 80000}\n", "5:76",
         "population is 80,000, but 'bob.yt' on youtube has 90,000 followers", "the followers on line 3 of accounts.csv", 2),
    yaml("no file of overlaps", "audience: {kind: overlaps, table: no.csv}\n", "5:35", "there is no file no.csv", "correct the path"),
    yaml("no memberships", "audience: {kind: segments, table: no.csv}\n", "5:11", "audience.memberships is missing", "Add the key 'memberships'", 2),
    yaml("no table", "audience: {kind: followers, sample: 0.5}\n", "5:11", "audience.table is missing", "Add the key 'table'"),
    yaml("no file of segments", "audience: {kind: segments, table: no.csv, memberships: no.csv}\n", "5:35", "there is no file no.csv", "correct the path", 2),
    yaml("no file of followers", "audience: {kind: followers, table: no.csv}\n", "5:36", "there is no file no.csv", "correct the path"),
    yaml("another ending of a follower list", "audience: {kind: followers, table: list.xlsx}\n", "5:36", "list.xlsx is something else", "Save the table as CSV"),
    Case("followers not known", "accounts.csv:3:followers", "followers is blank", "treat the audiences as separate", {
        **_files(), "accounts.csv": "account,followers,handle,clicks\nalice,2000,alice.ig,5\nbob,,bob.yt,7\n"}),
)  # fmt: skip

SEGMENT_CASES = (
    segments("empty", "", ":1", "the file is empty", "Write the column names"),
    segments("no rows", "segment,people\n", ":1", "no rows", "treat the audiences as separate"),
    segments("no people", "segment,size\nstudents,5\n", ":1:people", "no column 'people'", "Add a column 'people'"),
    segments("a misspelt header, and a cell at fault", "segment,poeple,weight\nstudents,5,-1\n", ":1:people", "no column 'people'",
             "Rename the column 'poeple' to 'people'", 2),
    segments("a blank segment", "segment,people\nstudents,1000\n,5\n", ":3:segment", "segment is blank", "Write a name"),
    segments("a segment twice", "segment,people\nstudents,1000\nstudents,5\n", ":3:segment", "is already on line 2", "Remove one"),
    segments("blank people", "segment,people\nstudents,\n", ":2:people", "people is blank", "Write how many"),
    segments("people below 0", "segment,people\nstudents,-5\n", ":2:people", "people is '-5'", "Correct the number"),
    segments("a fraction of people", "segment,people\nstudents,1000.5\n", ":2:people", "people is '1000.5'", "Write a whole number"),
    segments("people in words", "segment,people\nstudents,many\n", ":2:people", "people is 'many'", "Write a number"),
    segments("nobody interested", "segment,people,interested\nstudents,1000,0\n", ":2:interested", "interested is '0'", "a weight of 0"),
    segments("more than all interested", "segment,people,interested\nstudents,1000,120%\n", ":2:interested", "'120%'", "0.05 or 5%"),
    segments("a weight below 0", "segment,people,weight\nstudents,1000,-1\n", ":2:weight", "weight is '-1'", "Correct the number"),
)  # fmt: skip

MEMBERSHIP_CASES = (
    memberships("empty", "", ":1", "the file is empty", "Write the column names"),
    memberships("no rows", "handle,segment,share\n", ":1", "no rows", "Add rows"),
    memberships("no segments", "handle,share\nalice,0.1\n", ":1:segment", "no column 'segment'", "Add a column"),
    memberships("neither share nor followers", "handle,segment\nalice,students\n", ":1:share", "neither a column 'share' nor", "Add one of the two"),
    memberships("an unknown handle", "handle,segment,share\nbbo.yt,students,0.1\n", ":2:handle", "unknown handle 'bbo.yt'", "Did you mean 'bob.yt'?"),
    memberships("a handle with an @", "handle,segment,share\n@alice.ig,students,0.1\n", ":2:handle", "unknown handle '@alice.ig'", "'alice.ig'"),
    memberships("a blank handle", "handle,segment,share\n,students,0.1\n", ":2:handle", "handle is blank", "delete the row"),
    memberships("a wrong platform", "handle,platform,segment,share\nalice.ig,tiktok,students,0.1\n", ":2:platform",
                "'alice.ig' is not on 'tiktok'", "It is on 'instagram'"),
    memberships("an unknown segment", "handle,segment,share\nalice.ig,studnets,0.1\n", ":2:segment", "unknown segment 'studnets'", "'students'"),
    memberships("a blank segment", "handle,segment,share\nalice.ig,,0.1\n", ":2:segment", "segment is blank", "delete the row"),
    memberships("a pair twice", "handle,segment,share\nalice.ig,students,0.1\nalice,students,0.2\n", ":3:segment", "is already on line 2", "Remove one"),
    memberships("no share", "handle,segment,share\nalice.ig,students,\n", ":2:share", "share is blank", "delete the row"),
    memberships("a share over 1", "handle,segment,share\nalice.ig,students,5\n", ":2:share", "share is '5'", "0.05 or 5%"),
    memberships("a share below 0", "handle,segment,share\nalice.ig,students,-1%\n", ":2:share", "share is '-1%'", "0.05 or 5%"),
    memberships("more than the segment", "handle,segment,followers\nalice.ig,parents,501\n", ":2:followers", "'parents' has only 500 people",
                "the people on line 3 of segments.csv"),
    memberships("a fraction of followers", "handle,segment,followers\nalice.ig,parents,1.5\n", ":2:followers", "'1.5'", "whole number"),
    memberships("share against followers", "handle,segment,share,followers\nalice.ig,students,10%,200\n", ":2:followers",
                "followers is 200, but the share gives 100 of 1,000 people", "leave it blank"),
    memberships("a fit below 0", "handle,segment,share,fit\nalice.ig,students,0.1,-1\n", ":2:fit", "fit is '-1'", "Correct the number"),
    Case("more people than followers", "memberships.csv:3:share", "1,200 people in segments follow 'alice.ig', which has only 1,100 followers",
         "the followers on line 2 of accounts.csv", {
        **_files(memberships="handle,segment,share\nalice.ig,students,0.8\nalice.ig,parents,0.8\n"),
        "accounts.csv": "account,followers,handle\nalice,1100,alice.ig\n"}),
    Case("an account of two handles", "memberships.csv:2:handle", "the account 'alice' has 2 handles", "'al' or 'ali'", {
        **_files(memberships="handle,segment,share\nalice,students,0.1\n"),
        "accounts.csv": "account,followers,handle\nalice,1100,al\nalice,900,ali\n"}),
    Case("a handle on two platforms", "memberships.csv:2:handle", "'al' is on 2 platforms", "'radio' or 'tv'", {
        **_files(memberships="handle,segment,share\nal,students,0.1\n"),
        "accounts.csv": "account,followers,handle,platform\nalice,1100,al,tv\nalice,900,al,radio\n"}),
    Case("a handle that is another's key", "memberships.csv:2:handle", "'bob' is a handle of account 'alice' and the key of another", "'alice' for the handle", {
        **_files(memberships="handle,segment,share\nbob,students,0.1\n"),
        "accounts.csv": "account,followers,handle\nalice,1100,bob\nbob,900,bo\n"}),
)  # fmt: skip

FOLLOWER_CASES = (
    followers("empty", "", ":1", "the file is empty", "Write the column names"),
    followers("no rows", "handle,person\n", ":1", "no rows", "Add the rows"),
    followers("no person", "handle,persn\nalice,x\n", ":1:person", "no column 'person'", "Rename the column 'persn' to 'person'"),
    followers("an unknown handle", "handle,person\nbob.yt,x\nalcie.ig,x\n", ":3:handle", "unknown handle 'alcie.ig'", "'alice.ig'"),
    followers("a blank handle", "handle,person\n,x\n", ":2:handle", "handle is blank", "delete the row"),
    followers("a blank person", "handle,person\nalice,\n", ":2:person", "person is blank", "delete the row"),
    followers("a wrong platform", "handle,platform,person\nbob.yt,tiktok,x\n", ":2:platform", "'bob.yt' is not on 'tiktok'", "It is on 'youtube'"),
    followers("a tie below 0", "handle,person,tie\nalice,x,-1\n", ":2:tie", "tie is '-1'", "Correct the number"),
    followers("a tie in words", "handle,person,tie\nalice,x,strong\n", ":2:tie", "tie is 'strong'", "Write a number"),
    followers("two ties of a pair", "handle,person,tie\nalice,x,1\nalice.ig,x,2\n", ":3:tie", "2 here and 1 on line 2", "Remove one"),
    followers("a short row", "handle,person,tie\nalice,x,1\nbob\n", ":3:person", "the row has 1 cell, but the header has 3", "Add commas"),
    followers("an open quote", 'handle,person\nalice,"x\nbob,y\n', ":2", "opens in this row", "Write quotes inside the cell twice"),
    followers("Latin-1", "handle,person\nalice,José\n".encode("latin-1"), ":2:10", "0xe9 is not UTF-8", "UTF-8"),
    followers("UTF-16", "handle,person\nalice,x\n".encode("utf-16"), ":1:1", "UTF-16", "UTF-8"),
    Case("more people than followers", "accounts.csv:2:followers", "list.csv lists 3 people who follow it", "Correct the followers, or the list", {
        "scenario.yaml": WITH_FOLLOWERS, "accounts.csv": "account,followers\nalice,1\n", "people.csv": PEOPLE,
        "list.csv": "handle,person\nalice,x\nalice,y\nalice,z\n"}),
)  # fmt: skip

PEOPLE_CASES = (
    people("no person", "key,weight\nx,1\n", ":1:person", "no column 'person'", "Add a column"),
    people("a blank person", "person,weight\nx,1\n,2\n", ":3:person", "person is blank", "delete the row"),
    people("a person twice", "person,weight\nx,1\ny,1\nx,1\n", ":4:person", "'x' is already on line 2", "Remove one"),
    people("a weight below 0", "person,weight\nx,-1\n", ":2:weight", "weight is '-1'", "Correct the number"),
    people("nobody interested", "person,interested\nx,0\n", ":2:interested", "interested is '0'", "a weight of 0"),
    people("more than all interested", "person,interested\nx,200%\n", ":2:interested", "interested is '200%'", "0.05 or 5%"),
)  # fmt: skip

OVERLAP_CASES = (
    overlaps("empty", "", ":1", "the file is empty", "Write the column names"),
    overlaps("no rows", "a,b,shared\n", ":1", "no rows", "treat the audiences as separate"),
    overlaps("no second handle", "a,shared\nalice,50\n", ":1:b", "no column 'b'", "Add a column 'b'"),
    overlaps("no numbers", "a,b\nalice,bob\n", ":1:shared", "no column with the overlap of a pair", "Add one of these columns"),
    overlaps("misspelt numbers", "a,b,share_of_smallest\nalice,bob,0.5\n", ":1:share_of_smaller", "no column with the overlap", "Rename the column 'share_of_smallest'"),
    overlaps("an unknown handle", "a,b,shared\nbbo.yt,alice,50\n", ":2:a", "unknown handle 'bbo.yt'", "Did you mean 'bob.yt'?"),
    overlaps("another unknown handle", "a,b,shared\nalice,bbo.yt,50\n", ":2:b", "unknown handle 'bbo.yt'", "Did you mean 'bob.yt'?"),
    overlaps("an ambiguous handle", "a,b,shared\nalice,do,50\n", ":2:b", "'do' is on 2 platforms", "'tiktok' or 'twitch'"),
    overlaps("a wrong platform", "a,b,platform_b,shared\nalice,do,radio,50\n", ":2:platform_b", "'do' is not on 'radio'", "'tiktok' or 'twitch'"),
    overlaps("a blank handle", "a,b,shared\n,alice,50\n", ":2:a", "a is blank", "delete the row"),
    overlaps("a self pair", "a,b,shared\nbob.yt,bob.yt,50\n", ":2:b", "'bob.yt' is paired with itself", "correct one of the two"),
    overlaps("a self pair by the account's key", "a,b,shared\nbob,bob.yt,50\n", ":2:b", "'bob' and 'bob.yt' are the same handle", "correct one of the two"),
    overlaps("no number", "a,b,shared\nalice,bob,\n", ":2:shared", "shared is blank", "delete the row"),
    overlaps("a fraction of people", "a,b,shared\nalice,bob,50.5\n", ":2:shared", "shared is '50.5'", "whole number"),
    overlaps("people in per cent", "a,b,shared\nalice,bob,12%\n", ":2:shared", "shared is '12%'", "share_of_a, share_of_b or share_of_smaller"),
    overlaps("a share over 1", "a,b,share_of_a\nalice,bob,12\n", ":2:share_of_a", "share_of_a is '12'", "0.05 or 5%"),
    overlaps("more than one audience", "a,b,shared\nbob,alice,2002\n", ":2:shared", "'alice.ig' on instagram has 2,000 followers", "the followers on line 2 of accounts.csv"),
    overlaps("a share of more than the other", "a,b,share_of_a\nbob,alice,10%\n", ":2:share_of_a", "9,000 people, but 'alice.ig'", "write it as share_of_b"),
    overlaps("both directions against the sizes", "a,b,share_of_a,share_of_b\nalice,carol,20%,20%\n", ":2:share_of_b",
             "share_of_a gives 400 of 2,000 people, and share_of_b gives 1,000 of 5,000", "Correct one of the two"),
    overlaps("both directions swapped", "a,b,share_of_a,share_of_b\nalice,carol,8%,20%\n", ":2:share_of_b", "share_of_b gives 1,000 of 5,000", "Swap share_of_a and share_of_b"),
    overlaps("a count against a share", "a,b,shared,share_of_a\nalice,bob,500,20%\n", ":2:share_of_a", "shared is 500, and share_of_a gives 400", "Correct one of the two"),
    overlaps("a pair twice", "a,b,shared\nalice,bob,50\nalice.ig,bob,50\n", ":3:b", "is already on line 2", "Remove one"),
    overlaps("both orders with different numbers", "a,b,shared\nalice,bob,50\ncarol,bob,60\nbob,alice,70\n", ":4:shared",
             "share 70 people here, but 50 in the other order on line 2", "Correct one of the two rows"),
    overlaps("below the threshold", "a,b,shared\nalice,bob,9\n", ":2:shared", "share 9 people, but the threshold is 10", "Lower or remove the threshold"),
    overlaps("an impossible triple", "a,b,shared\nalice,bob,1900\nalice,carol,1800\ncarol,bob,40\n", ":2:shared",
             "'bob.yt' on youtube and 'carol.yt' on youtube 40 (line 4): 'alice.ig' on instagram would need 3,660 followers", "Correct one of the three numbers"),
    overlaps("a pair that must be in the list", "a,b,shared\nalice,bob,1900\nalice,carol,1800\n", ":2:shared", "fewer than 10, because the pair is not in the list", "add the pair"),
    overlaps("Latin-1", "a,b,shared\nalice,José,5\n".encode("latin-1"), ":2:10", "0xe9 is not UTF-8", "UTF-8"),
    Case("followers not known", "accounts.csv:3:followers", "followers is blank", "treat the audiences as separate", {
        "scenario.yaml": WITH_OVERLAPS, "overlaps.csv": OVERLAPS,
        "accounts.csv": "account,followers,handle,clicks\nalice,2000,alice.ig,5\nbob,,bob.yt,7\n"}),
    Case("a population below two audiences", "scenario.yaml:5:82", "and 'bob.yt' on youtube have 91,500 followers together", "on line 2 of overlaps.csv", {
        "scenario.yaml": WITH_OVERLAPS.replace("100000", "91000"), "overlaps.csv": OVERLAPS}),
)  # fmt: skip

AUDIENCE_CASES = {
    "audiences": DOCUMENTS,
    "segments": SEGMENT_CASES,
    "memberships": MEMBERSHIP_CASES,
    "followers": FOLLOWER_CASES,
    "people": PEOPLE_CASES,
    "overlaps": OVERLAP_CASES,
}
