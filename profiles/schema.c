/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace file, documented where SQLite keeps their text: any client's `.schema`
 * shows these comments. */
#include "config.h"

#include "profiles/schema.h"

const BsSchemaTable bs_schema_tables[] = { { "provenance", 1 },
                                           { "type", 1 },
                                           { "vocabulary", 2 },
                                           { "word", 1 },
                                           { "policy", 1 },
                                           { "policy_type", 1 },
                                           { "policy_state", 1 },
                                           { "policy_action", 1 },
                                           { "training", 1 },
                                           { "training_summary", 1 },
                                           { "state", 1 },
                                           { "mini_batch", 1 },
                                           { "stage", 2 },
                                           { "instance", 2 },
                                           { "graph_block", 1 },
                                           { "decision", 1 },
                                           { "candidate", 1 },
                                           { "member", 1 },
                                           { "batch", 1 },
                                           { "event_block", 1 },
                                           { "diagnostic", 1 },
                                           { "reason", 1 },
                                           { "phase", 1 },
                                           { "cell", 3 },
                                           { "cell_plan", 3 },
                                           { "plan_variable", 3 },
                                           { "plan_batch", 3 },
                                           { "plan_tuple", 3 },
                                           { "plan_constraint", 3 },
                                           { "graph_plan", 3 },
                                           { NULL, 0 } };

/* clang-format off */
const char bs_schema_sql[] =
"CREATE TABLE provenance (\n"
"  -- What was run, with what, where and when.\n"
"  key TEXT NOT NULL PRIMARY KEY, -- a lower-case word such as seed\n"
"  value TEXT NOT NULL\n"
") STRICT;\n"

"CREATE TABLE type (\n"
"  -- Node types in order of first appearance.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  name TEXT NOT NULL, -- unique\n"
"  letter TEXT NOT NULL, -- one or two characters, unique\n"
"  shape TEXT NOT NULL, -- cell, elementwise, projection, loss, lookup or reduce\n"
"  vocabulary INTEGER, -- what the data of its nodes are ids of; NULL: of none\n"
"  cell INTEGER -- that its nodes call; NULL: not known\n"
") STRICT;\n"

"CREATE TABLE reason (\n"
"  -- Names of the reasons of decisions.\n"
"  id INTEGER PRIMARY KEY,\n"
"  name TEXT NOT NULL\n"
") STRICT;\n"

"CREATE TABLE phase (\n"
"  -- Names of the phases of events.\n"
"  id INTEGER PRIMARY KEY,\n"
"  name TEXT NOT NULL\n"
") STRICT;\n"

"CREATE TABLE vocabulary (\n"
"  -- What data of nodes can stand for: words, labels, characters, names, ...\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  name TEXT NOT NULL,\n"
"  n INTEGER NOT NULL, -- data are below it\n"
"  n_words INTEGER NOT NULL -- n; 0: data are numbers that stand for themselves\n"
") STRICT;\n"

"CREATE TABLE word (\n"
"  -- What the data of nodes stand for.\n"
"  id INTEGER PRIMARY KEY, -- words are in order of vocabulary and of datum\n"
"  vocabulary INTEGER NOT NULL,\n"
"  datum INTEGER NOT NULL, -- from 0, without gaps\n"
"  text TEXT NOT NULL\n"
") STRICT;\n"

"CREATE TABLE policy (\n"
"  -- The learned table that decided: one row, or none when a fixed rule decided.\n"
"  id INTEGER PRIMARY KEY, -- 0\n"
"  encoding TEXT NOT NULL, -- how states are written, such as sort\n"
"  act_when_safe INTEGER NOT NULL, -- 1: it takes a type of ratio 1 without a look at the table\n"
"  episodes INTEGER NOT NULL -- of the training that made it\n"
") STRICT;\n"

"CREATE TABLE policy_type (\n"
"  -- Types of the policy: its own numbers, matched with the trace's types by name.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  name TEXT NOT NULL,\n"
"  letter TEXT NOT NULL,\n"
"  shape TEXT NOT NULL,\n"
"  component INTEGER NOT NULL, -- of marked policies: lower ones go first; else 0\n"
"  priority_0 REAL, -- of the type without marks, in states that are not in the table\n"
"  priority_1 REAL, -- of one that lowers the bound\n"
"  priority_2 REAL, -- of one that leads\n"
"  priority_3 REAL -- of one that does both; NULL: not known\n"
") STRICT;\n"

"CREATE TABLE policy_state (\n"
"  -- States of the policy.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  types BLOB NOT NULL -- policy types, 16 bits each, ready types in state order; in a max\n"
"                      -- state the most frequent type follows, in a marked one the marks of\n"
"                      -- each: 1 lowers the bound, 2 leads\n"
") STRICT;\n"

"CREATE TABLE policy_action (\n"
"  -- Actions of states: by state, then in the order of the ready types of the state.\n"
"  state INTEGER NOT NULL,\n"
"  type INTEGER NOT NULL,\n"
"  q REAL NOT NULL, -- learned value, in batches\n"
"  visits INTEGER NOT NULL -- how often training took it\n"
") STRICT;\n"

"CREATE TABLE training (\n"
"  -- History of the training of the policy: a row a greedy schedule of the training graphs.\n"
"  id INTEGER PRIMARY KEY,\n"
"  episode INTEGER NOT NULL, -- episodes learned before it\n"
"  batches INTEGER NOT NULL, -- of the greedy schedules\n"
"  best INTEGER NOT NULL, -- fewest so far\n"
"  states INTEGER NOT NULL, -- known so far\n"
"  epsilon REAL NOT NULL -- chance of exploring\n"
") STRICT;\n"

"CREATE TABLE training_summary (\n"
"  -- How the training ended: one row, or none when nothing was learned.\n"
"  id INTEGER PRIMARY KEY, -- 0\n"
"  batches INTEGER NOT NULL, -- greedy schedules of the table that was kept\n"
"  lower_bound INTEGER NOT NULL, -- of all training graphs\n"
"  episodes INTEGER NOT NULL, -- learned\n"
"  elapsed_ns INTEGER NOT NULL\n"
") STRICT;\n"

"CREATE TABLE state (\n"
"  -- States that the run reached.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  encoding TEXT NOT NULL, -- as in policy; one for all\n"
"  types BLOB NOT NULL, -- types, 16 bits each, as in policy_state\n"
"  text TEXT NOT NULL -- the same in words\n"
") STRICT;\n"

"CREATE TABLE mini_batch (\n"
"  -- Mini-batches in the order in which they ran.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  n_nodes INTEGER NOT NULL,\n"
"  n_inputs INTEGER NOT NULL, -- operands of all nodes\n"
"  first_instance INTEGER NOT NULL, -- index in the corpus of its first input\n"
"  lower_bound INTEGER NOT NULL, -- fewest batches that any schedule can have\n"
"  first_decision INTEGER NOT NULL, -- from 1 through the whole trace\n"
"  n_decisions INTEGER NOT NULL,\n"
"  n_fallbacks INTEGER NOT NULL, -- decisions in states that the policy did not know\n"
"  start_ns INTEGER NOT NULL, -- of scheduling, monotonic clock\n"
"  end_ns INTEGER NOT NULL,\n"
"  loss REAL, -- NULL when it did not run to its end\n"
"  finished INTEGER NOT NULL -- 1 when it ran, or was only scheduled, to its end\n"
") STRICT;\n"

"CREATE TABLE stage (\n"
"  -- Stages of the graphs that grew while they were scheduled; no rows for one that did not.\n"
"  id INTEGER PRIMARY KEY, -- stages are in order of mini-batch and of appearance\n"
"  mini_batch INTEGER NOT NULL,\n"
"  n_nodes INTEGER NOT NULL, -- of the graph with this stage\n"
"  first_decision INTEGER NOT NULL -- that saw its nodes, from 1 through the whole trace\n"
") STRICT;\n"

"CREATE TABLE instance (\n"
"  -- Names of inputs of mini-batches, where they have any.\n"
"  id INTEGER PRIMARY KEY,\n"
"  mini_batch INTEGER NOT NULL,\n"
"  instance INTEGER NOT NULL, -- from 0\n"
"  name TEXT NOT NULL\n"
") STRICT;\n"

"CREATE TABLE graph_block (\n"
"  -- Consecutive nodes of the graph of a mini-batch, in topological order.\n"
"  -- Columns of little-endian numbers, one entry a node where not said otherwise.\n"
"  id INTEGER PRIMARY KEY, -- blocks are in order of mini-batch and of node\n"
"  mini_batch INTEGER NOT NULL,\n"
"  first_node INTEGER NOT NULL,\n"
"  n_nodes INTEGER NOT NULL,\n"
"  types BLOB NOT NULL, -- 16 bits each\n"
"  instances BLOB NOT NULL, -- 32 bits each: input of the mini-batch, from 0\n"
"  data BLOB NOT NULL, -- 32 bits each: see vocabulary of the type; 4294967295: none\n"
"  arities BLOB NOT NULL, -- 32 bits each: how many operands\n"
"  inputs BLOB NOT NULL, -- 32 bits each: operands of all nodes, one node after the other\n"
"  ports BLOB NOT NULL -- 8 bits each: which output of the operand is read, from 0\n"
") STRICT;\n"

"CREATE TABLE decision (\n"
"  -- What the policy chose, and why.\n"
"  id INTEGER PRIMARY KEY, -- from 1 through the whole trace, without gaps\n"
"  mini_batch INTEGER NOT NULL,\n"
"  type INTEGER NOT NULL,\n"
"  batch_size INTEGER NOT NULL,\n"
"  state INTEGER, -- NULL: states were not recorded\n"
"  reason INTEGER NOT NULL, -- see reason\n"
"  n_tied INTEGER NOT NULL, -- other candidates with the same score, at most 255\n"
"  draw INTEGER NOT NULL, -- random number drawn (64 bits, unsigned); 0: none\n"
"  start_ns INTEGER NOT NULL, -- of choosing, monotonic clock\n"
"  end_ns INTEGER NOT NULL\n"
") STRICT;\n"

"CREATE TABLE candidate (\n"
"  -- Ready types of a decision: by decision, then ascending by type.\n"
"  decision INTEGER NOT NULL,\n"
"  type INTEGER NOT NULL,\n"
"  ready INTEGER NOT NULL, -- ready nodes of the type\n"
"  reachable INTEGER NOT NULL, -- ratio = ready / reachable; 0: not computed\n"
"  score REAL -- what the policy compared: Q, or mean depth; NULL: nothing\n"
") STRICT;\n"

"CREATE TABLE member (\n"
"  -- Nodes of the batch of a decision.\n"
"  decision INTEGER PRIMARY KEY,\n"
"  nodes BLOB NOT NULL -- 32 bits each, little-endian\n"
") STRICT;\n"

"CREATE TABLE batch (\n"
"  -- How the batch of a decision ran; no row when it was only scheduled, or had nothing to\n"
"  -- compute. Times of gathers and scatters are added up over all threads.\n"
"  decision INTEGER PRIMARY KEY,\n"
"  start_ns INTEGER NOT NULL, -- of its first event\n"
"  end_ns INTEGER NOT NULL, -- of its last event\n"
"  bytes INTEGER NOT NULL, -- moved in all\n"
"  gather_bytes INTEGER NOT NULL, -- of them by gathering operands\n"
"  flops INTEGER NOT NULL,\n"
"  gathers INTEGER NOT NULL, -- events that copied operands together\n"
"  gather_ns INTEGER NOT NULL,\n"
"  scatters INTEGER NOT NULL, -- events that copied results to their places\n"
"  scatter_bytes INTEGER NOT NULL, -- of bytes\n"
"  scatter_ns INTEGER NOT NULL\n"
") STRICT;\n"

"CREATE TABLE event_block (\n"
"  -- Events in the order in which they ended, packed, 40 bytes each, little-endian:\n"
"  -- start_ns 64, end_ns 64, bytes 64, flops 64, decision 32 (0: none), mini_batch 16\n"
"  -- (modulo 65536), phase 8 (see phase), lane 8 bits (the thread, from 0: events of two lanes\n"
"  -- may overlap).\n"
"  id INTEGER PRIMARY KEY,\n"
"  t0 INTEGER NOT NULL, -- earliest start\n"
"  t1 INTEGER NOT NULL, -- latest end\n"
"  n INTEGER NOT NULL,\n"
"  mini_batch INTEGER NOT NULL, -- of the first event, in full\n"
"  data BLOB NOT NULL\n"
") STRICT;\n"

"CREATE TABLE cell (\n"
"  -- Cells of the model that types of the run call.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  name TEXT NOT NULL\n"
") STRICT;\n"

"CREATE TABLE cell_plan (\n"
"  -- Memory plans of cells: that of the run, and for comparison the one without planning. A batch\n"
"  -- of a plan is one of operations inside a call. All bytes and lengths are of one call.\n"
"  id INTEGER PRIMARY KEY, -- from 0, without gaps\n"
"  cell INTEGER NOT NULL,\n"
"  planner TEXT NOT NULL, -- creation, published or full\n"
"  n_variables INTEGER NOT NULL,\n"
"  n_batches INTEGER NOT NULL,\n"
"  n_constraints INTEGER NOT NULL, -- that were asked for, granted or not\n"
"  gathers INTEGER NOT NULL, -- operands of batches that are copied together\n"
"  gather_bytes INTEGER NOT NULL,\n"
"  scatters INTEGER NOT NULL, -- results of batches that are copied apart\n"
"  scatter_bytes INTEGER NOT NULL,\n"
"  total_bytes INTEGER NOT NULL, -- of all variables inside the layout\n"
"  peak_bytes INTEGER NOT NULL, -- of the layout, where dead storage may be used again\n"
"  minimal INTEGER NOT NULL -- 1: no schedule has fewer batches, proven\n"
") STRICT;\n"

"CREATE TABLE plan_variable (\n"
"  -- Variables of a plan, and where they lie: by plan, then by number.\n"
"  plan INTEGER NOT NULL,\n"
"  variable INTEGER NOT NULL, -- from 0 in each plan, without gaps\n"
"  kind TEXT NOT NULL, -- result, output, input or parameter\n"
"  op INTEGER NOT NULL, -- of the cell, from 0: that computes it, or is it; of a parameter: the\n"
"                       -- first that reads it\n"
"  parameter INTEGER, -- of the model, from 0; NULL: none\n"
"  length INTEGER NOT NULL, -- numbers of four bytes\n"
"  offset INTEGER, -- in numbers, from the base of the layout: times B for B calls; NULL: outside\n"
"  first INTEGER NOT NULL, -- batches between which it is alive\n"
"  last INTEGER NOT NULL,\n"
"  name TEXT NOT NULL -- as the equations of the cell say it\n"
") STRICT;\n"

"CREATE TABLE plan_batch (\n"
"  -- Batches of a plan: by plan, then in order of execution.\n"
"  plan INTEGER NOT NULL,\n"
"  batch INTEGER NOT NULL, -- from 0 in each plan, without gaps\n"
"  kind TEXT NOT NULL, -- of its operations, such as product\n"
"  n_operands INTEGER NOT NULL -- positions, a parameter of the operations being the last\n"
") STRICT;\n"

"CREATE TABLE plan_tuple (\n"
"  -- Results and operands of all operations of a batch: by plan, by batch, the results first.\n"
"  plan INTEGER NOT NULL,\n"
"  batch INTEGER NOT NULL,\n"
"  operand INTEGER, -- position, from 0; NULL: the results\n"
"  access TEXT NOT NULL, -- in-place, broadcast, parameter, caller, gather or scatter\n"
"  conflict TEXT, -- why it is copied; NULL: it is not\n"
"  bytes INTEGER NOT NULL, -- copied\n"
"  variables TEXT NOT NULL -- one an operation, in the order of the batch, as a JSON array\n"
") STRICT;\n"

"CREATE TABLE plan_constraint (\n"
"  -- What was asked of the layout, and what became of it: by plan, in the order of asking.\n"
"  plan INTEGER NOT NULL,\n"
"  step TEXT NOT NULL, -- adjacency, broadcast or direction\n"
"  batch INTEGER NOT NULL, -- for the sake of which\n"
"  operand INTEGER, -- and its operand; NULL: its results\n"
"  accepted INTEGER NOT NULL, -- 1: the layout keeps it\n"
"  conflict TEXT, -- why it does not\n"
"  bytes INTEGER NOT NULL, -- at stake\n"
"  variables TEXT NOT NULL, -- to lie side by side, as a JSON array\n"
"  templates TEXT, -- of the PQ-tree that fitted\n"
"  tree TEXT -- the PQ-tree of variables afterwards: {} in any order, [] in this one or its\n"
"            -- mirror\n"
") STRICT;\n"

"CREATE TABLE graph_plan (\n"
"  -- What memory planning between cells saves: a row a mini-batch that ran with it. A gather is an\n"
"  -- operand position of a batch whose values do not lie side by side in the order of its calls.\n"
"  mini_batch INTEGER PRIMARY KEY,\n"
"  operands INTEGER NOT NULL, -- operand positions of all batches\n"
"  creation_gathers INTEGER NOT NULL, -- with values in the order of execution\n"
"  creation_bytes INTEGER NOT NULL,\n"
"  planned_gathers INTEGER NOT NULL, -- with values where the plan has them\n"
"  planned_bytes INTEGER NOT NULL,\n"
"  bound_gathers INTEGER NOT NULL, -- no plan has fewer\n"
"  bound_bytes INTEGER NOT NULL,\n"
"  value_bytes INTEGER NOT NULL, -- of all values\n"
"  place_bytes INTEGER NOT NULL -- of the room that they take\n"
") STRICT;\n"

"CREATE TABLE diagnostic (\n"
"  -- About the recording itself: complete (1: closed in order), events, dropped_events,\n"
"  -- observer_ns (spent in the thread of the run), writer_ns (spent in the writer thread).\n"
"  name TEXT NOT NULL PRIMARY KEY,\n"
"  value INTEGER NOT NULL\n"
") STRICT;\n";

const char bs_schema_views_sql[] =
"CREATE VIEW decisions AS\n"
"  SELECT d.id AS decision, d.mini_batch, t.name AS type, d.batch_size, s.text AS state,\n"
"         r.name AS reason\n"
"  FROM decision d JOIN type t ON t.id = d.type JOIN reason r ON r.id = d.reason\n"
"       LEFT JOIN state s ON s.id = d.state;\n"

"CREATE VIEW frontier AS\n"
"  SELECT c.decision, t.name AS type, c.ready, c.reachable,\n"
"         CASE WHEN c.reachable > 0 THEN 1.0 * c.ready / c.reachable END AS rho, c.score,\n"
"         c.type = d.type AS chosen\n"
"  FROM candidate c JOIN decision d ON d.id = c.decision JOIN type t ON t.id = c.type;\n"

"CREATE VIEW batches AS\n"
"  SELECT d.id AS decision, d.mini_batch, t.name AS type, d.batch_size,\n"
"         d.end_ns - d.start_ns AS choose_ns, b.end_ns - b.start_ns AS run_ns, b.bytes,\n"
"         b.gather_bytes, b.flops\n"
"  FROM decision d JOIN type t ON t.id = d.type LEFT JOIN batch b ON b.decision = d.id;\n"

"CREATE VIEW moves AS\n"
"  SELECT d.id AS decision, d.mini_batch, t.name AS type, d.batch_size, m.phase, m.moves, m.bytes,\n"
"         m.ns\n"
"  FROM (SELECT decision, 'gather' AS phase, gathers AS moves, gather_bytes AS bytes,\n"
"               gather_ns AS ns FROM batch WHERE gathers > 0\n"
"        UNION ALL\n"
"        SELECT decision, 'scatter', scatters, scatter_bytes, scatter_ns FROM batch\n"
"        WHERE scatters > 0) m\n"
"       JOIN decision d ON d.id = m.decision JOIN type t ON t.id = d.type;\n"

"CREATE VIEW plans AS\n"
"  SELECT c.name AS cell, p.planner, p.n_batches AS batches, p.minimal, p.gathers, p.gather_bytes,\n"
"         p.scatters, p.scatter_bytes, p.total_bytes, p.peak_bytes\n"
"  FROM cell_plan p JOIN cell c ON c.id = p.cell;\n"

"CREATE VIEW plan_operands AS\n"
"  SELECT c.name AS cell, p.planner, u.batch, b.kind, u.operand, u.access, u.conflict, u.bytes,\n"
"         j.key AS position, v.name AS variable, v.offset\n"
"  FROM plan_tuple u JOIN cell_plan p ON p.id = u.plan JOIN cell c ON c.id = p.cell\n"
"       JOIN plan_batch b ON b.plan = u.plan AND b.batch = u.batch, json_each(u.variables) j\n"
"       JOIN plan_variable v ON v.plan = u.plan AND v.variable = j.value;\n"

"CREATE VIEW mini_batches AS\n"
"  SELECT id AS mini_batch, n_nodes AS nodes, lower_bound, n_decisions AS batches,\n"
"         n_fallbacks AS fallbacks, loss, end_ns - start_ns AS schedule_ns\n"
"  FROM mini_batch;\n"

"CREATE VIEW words AS\n"
"  SELECT v.name AS vocabulary, w.datum, w.text\n"
"  FROM word w JOIN vocabulary v ON v.id = w.vocabulary;\n"

"CREATE VIEW policy_table AS\n"
"  SELECT a.state, t.name AS type, a.q, a.visits\n"
"  FROM policy_action a JOIN policy_type t ON t.id = a.type;\n";

const char bs_schema_indexes_sql[] =
"CREATE INDEX candidate_decision ON candidate (decision);\n"
"CREATE INDEX decision_state ON decision (state);\n";
/* clang-format on */
