"""The SQL queries on follower lists, as constant texts without user input.

What they start from: followers (number, handle, platform, person, tie) and people (number, person, weight, interested),
keys and numbers NULL where blank. What was read before: known_handles (handle, platform, handle_row), known_ties (tie,
tie_number), known_weights (weight, weight_number), known_interested (interested, interested_number), handle_codes
(handle_row, code_1 … code_4). Answers that later questions start from: follows, contradictions, repeated_people, cells.
"""

HANDLES = """
SELECT handle, platform, COUNT(*) AS n_rows, COUNT(person) AS n_people
FROM followers
GROUP BY handle, platform
"""

FOLLOWS = """
SELECT h.handle_row, f.person, MIN(COALESCE(t.tie_number, 1)) AS tie_number,
       MAX(COALESCE(t.tie_number, 1)) AS largest_tie_number
FROM followers f
JOIN known_handles h ON h.handle = f.handle AND h.platform = f.platform
LEFT JOIN known_ties t ON t.tie = f.tie
WHERE f.person IS NOT NULL AND (f.tie IS NULL OR t.tie IS NOT NULL)
GROUP BY h.handle_row, f.person
"""

FOLLOWERS_LISTED = """
SELECT handle_row, COUNT(*) AS n_people
FROM follows
GROUP BY handle_row
"""

CELLS = """
WITH signed AS (
    SELECT f.person, COUNT(*) AS n_handles, MIN(f.handle_row) AS first_row,
           CAST(SUM(MOD(c.code_1 * f.tie_number, 2147483647)) AS BIGINT) AS signature_1,
           CAST(SUM(MOD(c.code_2 * f.tie_number, 2147483647)) AS BIGINT) AS signature_2,
           CAST(SUM(MOD(c.code_3 * f.tie_number, 2147483647)) AS BIGINT) AS signature_3,
           CAST(SUM(MOD(c.code_4 * f.tie_number, 2147483647)) AS BIGINT) AS signature_4
    FROM follows f
    JOIN handle_codes c ON c.handle_row = f.handle_row
    GROUP BY f.person
),
described AS (
    SELECT p.person, COALESCE(w.weight_number, 1) AS weight_number,
           COALESCE(i.interested_number, 0) AS interested_number
    FROM people p
    LEFT JOIN known_weights w ON w.weight = p.weight
    LEFT JOIN known_interested i ON i.interested = p.interested
),
alike AS (
    SELECT s.first_row, s.n_handles, s.signature_1, s.signature_2, s.signature_3, s.signature_4,
           COALESCE(d.weight_number, 1) AS weight_number, COALESCE(d.interested_number, 0) AS interested_number,
           COUNT(*) AS n_people, COUNT(d.person) AS n_described, MIN(s.person) AS example
    FROM signed s
    LEFT JOIN described d ON d.person = s.person
    GROUP BY s.first_row, s.n_handles, s.signature_1, s.signature_2, s.signature_3, s.signature_4,
             COALESCE(d.weight_number, 1), COALESCE(d.interested_number, 0)
)
SELECT ROW_NUMBER() OVER (
           ORDER BY first_row, n_handles, signature_1, signature_2, signature_3, signature_4, weight_number,
                    interested_number
       ) - 1 AS cell,
       n_handles, weight_number, interested_number, n_people, n_described, example
FROM alike
"""

ENTRIES = """
SELECT f.handle_row, CAST(c.cell AS INTEGER) AS cell, CAST(f.tie_number AS INTEGER) AS tie_number
FROM follows f
JOIN cells c ON c.example = f.person
ORDER BY f.handle_row, c.cell
"""

CONTRADICTIONS = """
SELECT handle_row, person
FROM follows
WHERE tie_number < largest_tie_number
"""

BAD_FOLLOWERS = """
SELECT f.number, f.handle, f.platform, CAST(f.person AS VARCHAR) AS person, f.tie,
       c.person IS NOT NULL AS is_contradicted
FROM followers f
LEFT JOIN known_handles h ON h.handle = f.handle AND h.platform = f.platform
LEFT JOIN known_ties t ON t.tie = f.tie
LEFT JOIN contradictions c ON c.handle_row = h.handle_row AND c.person = f.person
WHERE h.handle IS NULL OR f.person IS NULL OR (f.tie IS NOT NULL AND t.tie IS NULL) OR c.person IS NOT NULL
ORDER BY f.number
"""

PEOPLE = """
SELECT COUNT(*) AS n_rows, COUNT(person) AS n_keys
FROM people
"""

REPEATED_PEOPLE = """
SELECT person
FROM people
WHERE person IS NOT NULL
GROUP BY person
HAVING COUNT(*) > 1
"""

BAD_PEOPLE = """
SELECT p.number, CAST(p.person AS VARCHAR) AS person, p.weight, p.interested, r.person IS NOT NULL AS is_repeated
FROM people p
LEFT JOIN known_weights w ON w.weight = p.weight
LEFT JOIN known_interested i ON i.interested = p.interested
LEFT JOIN repeated_people r ON r.person = p.person
WHERE p.person IS NULL OR (p.weight IS NOT NULL AND w.weight IS NULL)
   OR (p.interested IS NOT NULL AND i.interested IS NULL) OR r.person IS NOT NULL
ORDER BY p.number
"""

NEAR_PEOPLE = """
WITH idle AS (
    SELECT DISTINCT CAST(p.person AS VARCHAR) AS person
    FROM people p
    LEFT JOIN follows f ON f.person = p.person
    WHERE p.person IS NOT NULL AND f.person IS NULL
),
idle_forms AS (
    SELECT person, LTRIM(LOWER(REGEXP_REPLACE(person, '[.]0+$', '')), '0') AS form
    FROM idle
),
listed AS (
    SELECT DISTINCT CAST(person AS VARCHAR) AS person
    FROM follows
),
listed_forms AS (
    SELECT person, LTRIM(LOWER(REGEXP_REPLACE(person, '[.]0+$', '')), '0') AS form
    FROM listed
)
SELECT i.person, MIN(l.person) AS listed_person
FROM idle_forms i
JOIN listed_forms l ON l.form = i.form
GROUP BY i.person
ORDER BY i.person
"""
