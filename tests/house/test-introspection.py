# SPDX-License-Identifier: Apache-2.0
"""libbatchscope from Python: records a trace, and reads in it what the command line says of it.

Usage: test-introspection.py BATCHSCOPE-CLI
"""
import csv
import io
import math
import os
import subprocess
import sys
import tempfile

import gi

gi.require_version("Batchscope", "1")
from gi.repository import Batchscope, GLib  # noqa: E402

cli = sys.argv[1]


def run(*arguments):
    return subprocess.run([cli, *arguments], check=True, capture_output=True, text=True).stdout


def record(path):
    """A runtime of one's own: leaves, then a cell of all of them."""
    recording = Batchscope.Recording.new(path, "test-introspection")
    leaf = recording.add_type("leaf", None, Batchscope.Shape.LOOKUP)
    cell = recording.add_type("cell", "C", Batchscope.Shape.CELL)
    recording.add_words(leaf, "words", ["warm", "soup"])
    recording.begin()
    nodes = [recording.add_node(leaf, 0, i, [])[1] for i in range(2)]
    root = recording.add_node(cell, 0, 0xFFFFFFFF, nodes)[1]
    assert (nodes, root) == ([0, 1], 2)
    assert recording.count_ready(leaf) == 2
    try:
        recording.end(math.nan)
        raise AssertionError("a mini-batch that has not run was ended")
    except GLib.Error as error:
        assert error.matches(Batchscope.error_quark(), Batchscope.Error.RANGE), error


def read(path):
    trace = Batchscope.Trace.load(path, None)
    assert trace.complete
    for name, table in (
        ("types", Batchscope.tables_types(trace)),
        ("states", Batchscope.tables_states(trace)),
        ("mini_batches", Batchscope.tables_mini_batches(trace)),
    ):
        file = os.path.join(os.path.dirname(path), name + ".csv")
        run("export", path, "--table", name, "-o", file)
        with open(file, encoding="utf-8", newline="") as text:
            assert table.to_string(Batchscope.TableFormat.CSV) == text.read(), name

    # Decisions, as the command line numbers them.
    rows = list(csv.DictReader(io.StringIO(run("steps", path, "--format", "csv"))))
    assert len(rows) == trace.n_decisions > 10
    for row in rows:
        decision = trace.get_decision(int(row["decision"]))
        assert decision.size == int(row["batch_size"]), row
        assert decision.mini_batch == int(row["mini_batch"]), row
    assert trace.get_decision(0) is None
    assert trace.get_decision(trace.n_decisions + 1) is None
    assert trace.get_mini_batch(trace.n_mini_batches) is None

    # Conditions and SQL.
    condition = "batch_size < 8 AND n_candidates > 1"
    found = Batchscope.Predicate.new(condition).find_all(trace, None)
    wanted = csv.DictReader(io.StringIO(run("steps", path, "--where", condition, "--format", "csv")))
    assert found == [int(row["decision"]) for row in wanted]
    sql = "SELECT type, count(*) AS n FROM decisions GROUP BY type ORDER BY type"
    query = Batchscope.Query.open(path, None)
    query.prepare(sql)
    answer = list(csv.reader(io.StringIO(run("query", path, sql, "--format", "csv"))))
    assert [query.get_column_name(i) for i in range(query.get_n_columns())] == answer[0]
    assert [[str(value) for value in row] for row in query.list(0).unpack()] == answer[1:]
    query.prepare("SELECT NULL, 1.5, x'00ff', 'µs'")
    assert query.list(0).unpack() == [[None, 1.5, [0, 255], "µs"]]

    # What one holds outlives the one it came from.
    graph = trace.open_graph(0).graph
    bound = trace.get_mini_batch(0).lower_bound
    assert graph.lower_bound() == bound > 0
    del trace
    assert graph.lower_bound() == bound
    print(f"{len(rows)} decisions, at least {bound} in the first mini-batch")


def fail(folder):
    try:
        Batchscope.Trace.load(os.path.join(folder, "nowhere"), None)
        raise AssertionError("a file that is not there was read")
    except GLib.Error as error:
        assert error.matches(Batchscope.error_quark(), Batchscope.Error.IO), error
    try:
        Batchscope.Predicate.new("batch_size <")
        raise AssertionError("half a condition was taken")
    except GLib.Error as error:
        assert error.matches(Batchscope.error_quark(), Batchscope.Error.SYNTAX), error
    assert Batchscope.check_version(0, 0, 0) is None
    assert Batchscope.check_version(99, 0, 0)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "run.bscope")
    run("record", "--workload", "lattice-lstm", "--batch-size", "8", "-o", path)
    read(path)
    record(os.path.join(folder, "own.bscope"))
    fail(folder)
