"""Adds the dataset and its notes to the wheel as JSON too: PyYAML takes longer to import than all else."""

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TwinHook(BuildHookInterface[Any]):
    """Writes twins under `rwpk/data`. An editable install reads the YAML, so that no twin is stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the twins before a wheel is built."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        for name in ("missions", "context"):
            text = (Path(self.root) / "data" / f"{name}.yaml").read_text(encoding="utf-8")
            twin = Path(self._folder.name) / f"{name}.json"
            twin.write_text(json.dumps(yaml.safe_load(text), ensure_ascii=False), encoding="utf-8")
            build_data["force_include"][str(twin)] = f"rwpk/data/{name}.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatch's)
        """Remove the twins that were built into the wheel."""
        if version != "editable":
            self._folder.cleanup()
