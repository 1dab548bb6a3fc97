"""Adds a twin of the dataset to the wheel, as JSON: it loads without PyYAML, whose import takes the longest."""

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TwinHook(BuildHookInterface[Any]):
    """Writes `rwpk/data/missions.json`. An editable install reads the YAML, so that it never shows a stale twin."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the twin before a wheel is built."""
        if version == "editable":
            return
        text = (Path(self.root) / "data" / "missions.yaml").read_text(encoding="utf-8")
        self._folder = tempfile.TemporaryDirectory()
        twin = Path(self._folder.name) / "missions.json"
        twin.write_text(json.dumps(yaml.safe_load(text), ensure_ascii=False), encoding="utf-8")
        build_data["force_include"][str(twin)] = "rwpk/data/missions.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatch's)
        """Remove the twin that was built into the wheel."""
        if version != "editable":
            self._folder.cleanup()
