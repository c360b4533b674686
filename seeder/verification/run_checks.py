"""Verify a run: read its files, rebuild its problem, and check every claim in order."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from seeder.argument_kinds import require_path
from seeder.certify import Certificate, Sizes
from seeder.certify.certificate import NAMES, require_certificate
from seeder.errors import Issue, Place, ProblemError, RunFolderError
from seeder.figures import counted
from seeder.formulation import Formulation
from seeder.plan.picks import make_picks
from seeder.plan_document import PLAN_VERSION, PlanDocument
from seeder.problem import evaluate
from seeder.run_folder.document_reading import AnyDocument, MalformedError, read_document
from seeder.run_folder.files import (
    CERTIFICATE_FILE,
    MANIFEST_FILE,
    MANIFEST_VERSION,
    OWN_DIGEST,
    PLAN_FILE,
    RUN_FILES,
    SHORTLIST_FILE,
    digest_of,
    manifest_digest,
    parse_document,
    read_file,
    read_files,
    require_version,
)
from seeder.run_folder.manifest import ManifestDocument
from seeder.run_folder.names import position_names
from seeder.scenario import Scenario
from seeder.shipped import DISTRIBUTION
from seeder.verification import plan_checks
from seeder.verification.bound_checks import check_baselines, check_bounds, check_certified
from seeder.verification.conflict_checks import check_conflict, check_no_conflict
from seeder.verification.findings import WAY_OUT, Claim, Findings, Verification, is_close, shown
from seeder.verification.interval_checks import check_interval
from seeder.verification.rates_checks import check_measure_next, check_rests_on
from seeder.verification.rebuilding import rebuild
from seeder.verification.reserve_checks import check_reserves
from seeder.verification.shortlist_check import check_shortlist

_INFEASIBLE = "infeasible"


def verify_run(path: str | Path, *, scenario: str | Path | Scenario | None = None) -> Verification:
    """Recompute every claim of a run from its scenario and its certificate, without any solver.

    Each claim is found recomputed, taken on trust under the name of a solver's claim, or failed. Whoever changed an
    input table, the plan, the shortlist, the certificate or the manifest is found out, also where all digests were
    made to agree again: what the numbers claim must follow from the scenario. Only records from which nothing
    follows (versions, seconds, the command), where a setting says it came from, and what is named a solver's claim
    can then be changed unseen.

    Parameters
    ----------
    path
        The run folder.
    scenario
        Where the scenario is now, a folder or a file, where it has been moved since; or the scenario itself, for a
        run from frames.

    Raises
    ------
    RunFolderError
        Where there is no run at that place.
    """
    require_path("path", path)
    run = Path(path)
    files = read_files(run)
    findings = Findings()
    documents = _read_documents(files, findings)
    if documents is None:
        return Verification(tuple(findings.checks))
    plan, written, manifest = documents
    _check_digests(run, files, manifest, findings)
    formulation = rebuild(run, manifest, findings, scenario=scenario)
    if formulation is None:
        return Verification(tuple(findings.checks))
    is_sound, certificate = _check_problem(formulation, written, manifest, findings)
    if not is_sound:
        return Verification(tuple(findings.checks))
    names = written.get(NAMES) if isinstance(written, dict) else None
    value, bound = _check_claims(formulation, plan, certificate, manifest, files[SHORTLIST_FILE], findings)
    _check_names(formulation, certificate, names, findings)
    told = "command, method, versions and seconds: only recorded; nothing depends on them"
    findings.add(Claim("record", MANIFEST_FILE), told, is_trusted=True)
    return Verification(tuple(findings.checks), value=value, bound=bound)


def _read_documents(files: dict[str, bytes], findings: Findings) -> tuple[PlanDocument, Any, ManifestDocument] | None:
    """Read all files, each with its first fault; None where one of them cannot be read.

    What the certificate holds is looked at once the problem is known: its arrays may be no longer than the problem's.
    """
    claim = Claim("folder", MANIFEST_FILE)
    for name in RUN_FILES:
        if name not in files:
            claim.issues.append(Issue(Place(name), f"there is no {name}", "A run must contain four files", WAY_OUT))
    parsed: dict[str, Any] = {}
    for name in (PLAN_FILE, CERTIFICATE_FILE, MANIFEST_FILE):
        if name in files:
            try:
                parsed[name] = parse_document(name, files[name])
                if name != CERTIFICATE_FILE:
                    require_version(name, parsed[name], PLAN_VERSION if name == PLAN_FILE else MANIFEST_VERSION)
            except RunFolderError as error:
                _refuse_file(name, error, claim)
                parsed.pop(name, None)
    plan = _read(PLAN_FILE, PlanDocument, parsed, claim)
    manifest = _read(MANIFEST_FILE, ManifestDocument, parsed, claim)
    try:
        if parsed.get(CERTIFICATE_FILE) is not None:
            require_certificate(parsed[CERTIFICATE_FILE])
    except ProblemError as error:
        _refuse_file(CERTIFICATE_FILE, error, claim)
    if not claim.issues and manifest is not None:
        own = manifest_digest(parsed[MANIFEST_FILE])
        if own != manifest.sha256:
            found = f"{MANIFEST_FILE} was changed: its digest differs"
            claim.refuse(OWN_DIGEST, found, "It must contain its own digest")
    is_whole = findings.add(claim, "plan, shortlist, certificate and manifest, each complete and of a known version")
    # Where the manifest was merely changed, what else is wrong is still worth knowing.
    is_readable = is_whole or all(issue.place.column == OWN_DIGEST for issue in claim.issues)
    if not is_readable or plan is None or manifest is None:
        return None
    return plan, parsed[CERTIFICATE_FILE], manifest


def _read(name: str, model: type[AnyDocument], parsed: dict[str, Any], claim: Claim) -> AnyDocument | None:
    try:
        return read_document(parsed[name], model, file=name) if name in parsed else None
    except MalformedError as error:
        claim.issues.extend(error.issues)
        return None


def _refuse_file(name: str, error: Exception, claim: Claim) -> None:
    found, _, _ = str(error).removeprefix(f"{name}: ").partition(". ")
    claim.issues.append(Issue(Place(name), found.removesuffix("."), "It must be as seeder wrote it", WAY_OUT))


def _check_digests(run: Path, files: dict[str, bytes], manifest: ManifestDocument, findings: Findings) -> None:
    """Files of the run as the manifest names them, further ones among them."""
    claim = Claim("files", MANIFEST_FILE)
    listed = manifest.files
    for name in (PLAN_FILE, SHORTLIST_FILE, CERTIFICATE_FILE):
        if name not in listed:
            claim.refuse("files", f"{name} is not listed", "The manifest must list the files of the run")
    for name, file in listed.items():
        at = f"files.{name}"
        if name == MANIFEST_FILE or name in ("", ".", "..") or any(sign in name for sign in "/\\\0"):
            claim.refuse("files", f"{shown(name)} is listed", "Additional files must be directly in the folder")
            continue
        try:
            raw = files[name] if name in files else read_file(run / name)
        except (RunFolderError, ValueError) as error:
            found = f"{name} is listed but cannot be read ({error})"
            claim.refuse(at, found, "Every file that the manifest lists must be in the folder", way_out="Solve again")
            continue
        if digest_of(raw) != file.sha256 or len(raw) != file.bytes:
            found = f"{name} was changed: its digest differs"
            claim.refuse(at, found, "Each file must have the digest that the manifest gives")
    findings.add(claim, f"{len(listed)} as listed in the manifest, by SHA-256")


def _check_problem(
    formulation: Formulation, written: Any, manifest: ManifestDocument, findings: Findings
) -> tuple[bool, Certificate | None]:
    """Whether manifest and certificate are of the problem that the scenario gives today; and the certificate.

    What is exact has one digest on every machine, and what is computed agrees to 1e-9, as weighted sums show. The
    bound is then computed for the problem as it is here.
    """
    claim = Claim("problem", MANIFEST_FILE)
    problem, solved = formulation.problem, manifest.problem
    here = metadata.version(DISTRIBUTION)
    made, way_out = "", WAY_OUT
    if manifest.version != here:
        made = f"; it was solved with seeder {manifest.version}, this is {here}"
        way_out = f"Solve again, or verify with seeder {manifest.version}"
    rule = "With the options it was solved with, the scenario must give the same accounts, numbers and rules as then"
    if solved.digest != problem.digest:
        digests = f"digest {problem.digest[:12]}, then {solved.digest[:12]}"
        claim.refuse(
            "problem.digest", f"the scenario no longer gives what was solved ({digests}){made}", rule, way_out=way_out
        )
    elif list(solved.sums) != list(problem.sums):
        claim.refuse("problem.sums", f"sums of {', '.join(solved.sums)[:80]}", f"Sums of {', '.join(problem.sums)}")
    else:
        for name, total in problem.sums.items():
            if not is_close(solved.sums[name], total):
                found = f"{name} added up to {solved.sums[name]!r} when it was solved, and adds up to {total!r} now"
                claim.refuse(f"problem.sums.{name}", f"{found}{made}", rule, way_out=way_out)
    certificate = None
    try:
        if written is not None:
            certificate = Certificate.from_document(written, sizes=Sizes.of(problem))
    except ProblemError as error:
        _refuse_file(CERTIFICATE_FILE, error, claim)
    if certificate is not None and certificate.digest != problem.digest:
        found = f"the certificate is for problem {certificate.digest[:12]}, the scenario's is {problem.digest[:12]}"
        claim.refuse("problem", found, "The certificate must belong to the problem that was solved")
    size = f"{counted(problem.n_options, 'option')} of {counted(problem.n_accounts, 'account')}"
    if problem.coverage is not None:
        size += f", {counted(problem.coverage.n_cells, 'cell')} with {counted(len(problem.coverage.cell), 'chance')}"
    return findings.add(claim, f"{size}: rebuilt with the same digest and sums"), certificate


def _check_claims(
    formulation: Formulation,
    plan: PlanDocument,
    certificate: Certificate | None,
    manifest: ManifestDocument,
    shortlist: bytes,
    findings: Findings,
) -> tuple[float | None, float | None]:
    plan_checks.check_scenario(formulation, plan, manifest, findings)
    options = plan_checks.find_options(formulation, plan, findings)
    is_infeasible = plan.status == _INFEASIBLE
    picks = () if options is None else make_picks(formulation, options)
    value = bound = None
    if plan.value is None:
        _check_empty(formulation, plan, findings)
    elif options is not None:
        value = plan_checks.check_value(formulation, plan, options, findings, manifest=manifest)
        plan_checks.check_picks(formulation, plan, picks, options, findings)
        plan_checks.check_order(formulation, plan, options, findings)
        is_interrupted = manifest.interrupted
        check_reserves(formulation, plan, options, findings, certificate=certificate, is_interrupted=is_interrupted)
        check_rests_on(formulation, plan, options, findings)
        check_measure_next(formulation, plan, findings)
        check_interval(formulation, plan, options, findings)
    if certificate is None or is_infeasible:
        _check_infeasible(formulation, plan, certificate, findings)
    else:
        bound = check_certified(formulation, plan, certificate, findings)
        check_bounds(plan, manifest, value, findings)
        check_no_conflict(plan, findings)
    check_baselines(plan, findings)
    if options is not None:
        check_shortlist(formulation, plan, picks, shortlist, findings)
    return value, bound


def _check_empty(formulation: Formulation, plan: PlanDocument, findings: Findings) -> None:
    """A plan without a value asks nobody, spends nothing and brings nothing."""
    claim = Claim("value")
    for name in ("gap", "gross", "outcome", "rests_on", "interval"):
        claim.same(name, getattr(plan, name), None, rule="Without a plan, it is")
    for name in ("picks", "reserves", "measure_next"):
        claim.same(name, list(getattr(plan, name)), [], rule="Without a plan, it is")
    findings.add(claim, "none, because there is no plan")
    problem = formulation.problem
    nothing = evaluate(problem, np.empty(0, dtype=np.int64)).spent
    plan_checks.check_spent(plan, dict(zip(problem.resources, nothing, strict=True)), findings)


def _check_infeasible(
    formulation: Formulation, plan: PlanDocument, certificate: Certificate | None, findings: Findings
) -> None:
    claim = Claim("status")
    claim.same("status", plan.status, _INFEASIBLE, rule="Without a certificate, it is")
    if certificate is not None:
        found = f"{CERTIFICATE_FILE} contains a certificate"
        claim.refuse("status", found, "An infeasible problem has no plan, so it can have no certificate")
    for name in ("limit", "value", "bound", "bound_certified"):
        claim.same(name, getattr(plan, name), None, rule="Without a certificate, it is")
    claim.same("bound_is_proved", plan.bound_is_proved, False, rule="Without a certificate, it is")
    if evaluate(formulation.problem, np.empty(0, dtype=np.int64)).is_feasible:
        found = "asking nobody keeps all budgets and rules"
        claim.refuse("status", found, "An infeasible problem cannot have such a plan")
    findings.add(claim, "infeasible, as claimed by the solver", is_trusted=True)
    check_conflict(formulation, plan, findings)


def _check_names(formulation: Formulation, certificate: Certificate | None, names: Any, findings: Findings) -> None:
    claim = Claim("names", CERTIFICATE_FILE)
    if certificate is not None:
        expected = position_names(formulation)
        if not isinstance(names, dict) or set(names) != set(expected):
            claim.refuse("names", f"names is {shown(names)}", f"It must name {', '.join(expected)}")
        else:
            for name, part in expected.items():
                if names[name] != part:
                    rule = "The names must be those of the scenario, in the order of the problem's arrays"
                    claim.refuse(f"names.{name}", f"names.{name} is {shown(names[name])}", rule)
    findings.add(claim, "resources, rules and cells of the certificate, as in the scenario")
