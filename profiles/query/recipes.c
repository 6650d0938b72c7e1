/* SPDX-License-Identifier: Apache-2.0 */
/* Queries that come with the program. Orders are complete, so that a trace always gives the same
 * rows; sums of what a file says are not integers, which could overflow. */
#include "config.h"

#include "profiles/query/recipes.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

/* clang-format off */
const BsRecipe bs_recipes[] = {
  { "time-by-phase", N_ ("Where did the time go?"),
    "SELECT coalesce(l.kind, 'thread') AS lanes, e.phase, count(*) AS events,\n"
    "       round(total(e.ns) / 1e6, 3) AS ms,\n"
    "       round(100 * total(e.ns) / nullif(sum(total(e.ns)) OVER (\n"
    "         PARTITION BY coalesce(l.kind, 'thread')), 0), 1) AS percent\n"
    "FROM events e LEFT JOIN lane l ON l.id = e.lane\n"
    "GROUP BY coalesce(l.kind, 'thread'), e.phase ORDER BY total(e.ns) DESC, lanes, e.phase",
    BS_RECIPES_TIME },

  { "time-by-thread", N_ ("How busy were the threads, and the lanes of a GPU?"),
    "SELECT e.lane, coalesce(l.name, 'Thread ' || e.lane) AS name, e.phase, count(*) AS events,\n"
    "       round(total(e.ns) / 1e6, 3) AS ms\n"
    "FROM events e LEFT JOIN lane l ON l.id = e.lane\n"
    "GROUP BY e.lane, e.phase ORDER BY e.lane, total(e.ns) DESC, e.phase",
    BS_RECIPES_TIME },

  { "time-by-type", N_ ("Which types took longest, and how fast did they run?"),
    "SELECT type, count(*) AS batches, sum(batch_size) AS nodes,\n"
    "       round(total(run_ns) / 1e6, 3) AS ms,\n"
    "       round(total(flops) / nullif(total(run_ns), 0), 2) AS gflops,\n"
    "       round(total(bytes) / 1e6, 3) AS moved_mb\n"
    "FROM batches GROUP BY type ORDER BY total(run_ns) DESC, type",
    BS_RECIPES_TIME },

  { "batches-by-type", N_ ("Which types make the batches, and how large are these?"),
    "SELECT type, count(*) AS batches, sum(batch_size) AS nodes,\n"
    "       round(avg(batch_size), 1) AS mean_size, min(batch_size) AS smallest,\n"
    "       max(batch_size) AS largest,\n"
    "       round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent\n"
    "FROM decisions GROUP BY type ORDER BY batches DESC, type",
    BS_RECIPES_DECISIONS },

  { "batches-against-bound", N_ ("How far from the lower bound is each mini-batch?"),
    "SELECT mini_batch, nodes, batches, lower_bound, batches - lower_bound AS gap,\n"
    "       round(100.0 * (batches - lower_bound) / nullif(lower_bound, 0), 1) AS gap_percent,\n"
    "       fallbacks, loss\n"
    "FROM mini_batches ORDER BY mini_batch",
    BS_RECIPES_DECISIONS },

  { "costliest-decisions", N_ ("Which batches took longest, and why were they chosen?"),
    "SELECT d.decision, d.mini_batch, d.type, d.batch_size, d.reason, d.state,\n"
    "       round(b.run_ns / 1e3, 1) AS run_us,\n"
    "       round(1.0 * b.flops / nullif(b.run_ns, 0), 2) AS gflops, b.bytes\n"
    "FROM batches b JOIN decisions d ON d.decision = b.decision WHERE b.run_ns IS NOT NULL\n"
    "ORDER BY b.run_ns DESC, d.decision LIMIT 20",
    BS_RECIPES_DECISIONS },

  { "reasons", N_ ("How often was each reason given for a choice?"),
    "SELECT reason, count(*) AS decisions, sum(batch_size) AS nodes,\n"
    "       round(avg(batch_size), 1) AS mean_size\n"
    "FROM decisions GROUP BY reason ORDER BY decisions DESC, reason",
    BS_RECIPES_DECISIONS },

  { "small-batches-by-state", N_ ("In which states are small batches taken?"),
    "SELECT state, type, count(*) AS batches, round(avg(batch_size), 1) AS mean_size,\n"
    "       sum(batch_size = 1) AS of_one_node\n"
    "FROM decisions GROUP BY state, type\n"
    "ORDER BY avg(batch_size), batches DESC, state, type LIMIT 20",
    BS_RECIPES_DECISIONS },

  { "missed-company", N_ ("Which types were ready in numbers when another one was chosen?"),
    "SELECT type, count(*) AS decisions, max(ready) AS most_ready, round(avg(ready), 1) AS mean_ready,\n"
    "       round(avg(rho), 3) AS mean_rho\n"
    "FROM frontier WHERE NOT chosen GROUP BY type ORDER BY decisions DESC, type",
    BS_RECIPES_DECISIONS },

  { "risky-decisions", N_ ("Which batches were taken although waiting could make them larger?"),
    "SELECT decision, mini_batch, type, batch_size, ready, reachable, round(rho, 3) AS rho, reason,\n"
    "       state\n"
    "FROM decisions WHERE rho < 1 ORDER BY 1.0 * ready / reachable, decision LIMIT 20",
    BS_RECIPES_DECISIONS },

  { "close-calls", N_ ("Which choices were closest to another one?"),
    "SELECT decision, mini_batch, type, batch_size, round(score, 3) AS score,\n"
    "       round(q_margin, 3) AS margin, reason, state\n"
    "FROM decisions WHERE q_margin >= 0 ORDER BY q_margin, decision LIMIT 20",
    BS_RECIPES_DECISIONS },

  { "types-against-bound", N_ ("Which types have more batches than their longest chains ask for?"),
    "SELECT b.type, sum(b.batches) AS batches, sum(c.longest) AS bound,\n"
    "       sum(b.batches - c.longest) AS gap,\n"
    "       round(100.0 * sum(b.batches - c.longest) / sum(c.longest), 1) AS gap_percent\n"
    "FROM (SELECT mini_batch, type, count(*) AS batches FROM decisions GROUP BY mini_batch, type) b\n"
    "     JOIN (SELECT mini_batch, type, max(chain) AS longest FROM nodes\n"
    "           GROUP BY mini_batch, type) c ON c.mini_batch = b.mini_batch AND c.type = b.type\n"
    "GROUP BY b.type ORDER BY gap DESC, b.type",
    BS_RECIPES_DECISIONS },

  { "waiting-by-type", N_ ("How many decisions do ready nodes of each type wait?"),
    "SELECT type, count(*) AS nodes, sum(waited > 0) AS that_waited, round(avg(waited), 1) AS mean,\n"
    "       max(waited) AS longest\n"
    "FROM nodes WHERE waited IS NOT NULL GROUP BY type ORDER BY avg(waited) DESC, type",
    BS_RECIPES_WAITING },

  { "longest-waits", N_ ("Which nodes waited longest between being ready and running?"),
    "SELECT mini_batch, node, type, word, ready, decision, waited\n"
    "FROM nodes WHERE waited > 0 ORDER BY waited DESC, mini_batch, node LIMIT 20",
    BS_RECIPES_WAITING },

  { "waiting-chain", N_ ("Which chain of nodes made the longest mini-batch last so long?"),
    "WITH RECURSIVE chain (mini_batch, node) AS (\n"
    "  SELECT m.id, (SELECT n.node FROM node n WHERE n.mini_batch = m.id\n"
    "                ORDER BY n.decision DESC, n.node LIMIT 1)\n"
    "  FROM (SELECT id FROM mini_batch ORDER BY n_decisions DESC, id LIMIT 1) m\n"
    "  UNION ALL\n"
    "  SELECT c.mini_batch,\n"
    "         (SELECT e.input FROM edge e JOIN node n\n"
    "          ON n.mini_batch = e.mini_batch AND n.node = e.input\n"
    "          WHERE e.mini_batch = c.mini_batch AND e.node = c.node\n"
    "          ORDER BY n.decision DESC, e.input LIMIT 1)\n"
    "  FROM chain c WHERE c.node IS NOT NULL)\n"
    "SELECT n.mini_batch, n.node, n.type, n.depth, n.ready, n.decision, n.waited\n"
    "FROM chain c JOIN nodes n ON n.mini_batch = c.mini_batch AND n.node = c.node\n"
    "ORDER BY n.depth, n.node",
    BS_RECIPES_WAITING },

  { "learned-states", N_ ("Which states did learning visit most, and what is their best action?"),
    "SELECT state, type, round(max(q), 3) AS q, sum(visits) AS visits\n"
    "FROM policy_table GROUP BY state ORDER BY sum(visits) DESC, state LIMIT 20",
    BS_RECIPES_DECISIONS },

  { "moves-by-type", N_ ("Which types copy operands or results, and how much?"),
    "SELECT type, phase, sum(moves) AS moves, round(total(bytes) / 1e6, 3) AS mb,\n"
    "       round(total(ns) / 1e6, 3) AS ms\n"
    "FROM moves GROUP BY type, phase ORDER BY total(bytes) DESC, type, phase",
    BS_RECIPES_MEMORY },

  { "largest-moves", N_ ("Which batches copy most?"),
    "SELECT decision, type, batch_size, phase, moves, bytes\n"
    "FROM moves ORDER BY bytes DESC, decision, phase LIMIT 10",
    BS_RECIPES_MEMORY },

  { "gathers", N_ ("How many gathers does planning between cells save, and how many ran?"),
    "SELECT p.mini_batch, p.operands, p.creation_gathers AS creation, p.planned_gathers AS planned,\n"
    "       p.bound_gathers AS bound, x.executed, p.creation_bytes, p.planned_bytes, x.executed_bytes\n"
    "FROM graph_plan p LEFT JOIN\n"
    "     (SELECT d.mini_batch, sum(b.gathers) AS executed,\n"
    "             CAST (total(b.gather_bytes) AS INTEGER) AS executed_bytes\n"
    "      FROM batch b JOIN decision d ON d.id = b.decision GROUP BY d.mini_batch) x\n"
    "     ON x.mini_batch = p.mini_batch\n"
    "ORDER BY p.mini_batch",
    BS_RECIPES_MEMORY },

  { "saved-in-cells", N_ ("What does the planner save inside each cell, in bytes a call?"),
    "SELECT a.cell, a.batches AS batches_before, b.batches, a.gather_bytes AS gather_bytes_before,\n"
    "       b.gather_bytes, a.scatter_bytes AS scatter_bytes_before, b.scatter_bytes\n"
    "FROM plans a JOIN plans b ON b.cell = a.cell\n"
    "WHERE a.planner = 'creation' AND b.planner <> 'creation' ORDER BY a.cell",
    BS_RECIPES_MEMORY },

  { "copied-operands", N_ ("Which operands inside cells are copied, and why?"),
    "SELECT cell, planner, batch, kind, operand, conflict, bytes,\n"
    "       group_concat(variable, ', ') AS variables\n"
    "FROM plan_operands WHERE access IN ('gather', 'scatter')\n"
    "GROUP BY cell, planner, batch, operand",
    BS_RECIPES_MEMORY },

  { "refused-constraints", N_ ("What did the PQ-trees of the layouts refuse?"),
    "SELECT c.name AS cell, p.planner, q.step, q.conflict, q.bytes,\n"
    "       group_concat(v.name, ', ') AS variables\n"
    "FROM plan_constraint q JOIN cell_plan p ON p.id = q.plan JOIN cell c ON c.id = p.cell,\n"
    "     json_each(q.variables) j JOIN plan_variable v ON v.plan = q.plan AND v.variable = j.value\n"
    "WHERE NOT q.accepted GROUP BY q.rowid",
    BS_RECIPES_MEMORY },

  { "slowest-kernels", N_ ("Which kernels of the GPU took longest?"),
    "SELECT kernel, count(*) AS launches, round(total(ns) / 1e6, 3) AS ms,\n"
    "       round(100 * total(ns) / nullif(sum(total(ns)) OVER (), 0), 1) AS percent,\n"
    "       round(avg(ns) / 1e3, 2) AS mean_us, round(max(ns) / 1e3, 2) AS longest_us,\n"
    "       round(100 * max(occupancy), 1) AS occupancy_percent\n"
    "FROM launches GROUP BY kernel ORDER BY total(ns) DESC, kernel",
    BS_RECIPES_DEVICE },

  { "far-from-peak", N_ ("Which kernels stay below half of what the GPU can do?"),
    "SELECT * FROM (\n"
    "  SELECT k.name AS kernel, k.block_x * k.block_y * k.block_z AS threads, count(*) AS launches,\n"
    "         round(total(l.end_ns - l.start_ns) / 1e6, 3) AS ms,\n"
    "         round(1e11 * total(l.traffic)\n"
    "               / nullif(total(CASE WHEN l.traffic > 0 THEN l.end_ns - l.start_ns END), 0)\n"
    "               / d.peak_bytes, 1) AS bandwidth_percent,\n"
    "         round(1e11 * total(l.flops)\n"
    "               / nullif(total(CASE WHEN l.flops > 0 THEN l.end_ns - l.start_ns END), 0)\n"
    "               / d.peak_flops, 1) AS flops_percent,\n"
    "         round(100 * k.occupancy, 1) AS occupancy_percent, k.limit_by\n"
    "  FROM launch l JOIN kernel k ON k.id = l.kernel, device d GROUP BY k.id)\n"
    "WHERE max(coalesce(bandwidth_percent, flops_percent), coalesce(flops_percent, bandwidth_percent))\n"
    "      < 50\n"
    "ORDER BY ms DESC, kernel, threads",
    BS_RECIPES_DEVICE },

  { "launches-by-type", N_ ("How many launches does a batch of each type take, and how long do these wait?"),
    "SELECT type, count(DISTINCT decision) AS batches, count(*) AS launches,\n"
    "       round(1.0 * count(*) / count(DISTINCT decision), 2) AS launches_per_batch,\n"
    "       round(total(ns) / 1e6, 3) AS ms, round(avg(waited_ns) / 1e3, 2) AS mean_wait_us,\n"
    "       round(avg(depth), 1) AS mean_depth\n"
    "FROM launches WHERE decision IS NOT NULL GROUP BY type ORDER BY launches DESC, type",
    BS_RECIPES_DEVICE },

  { "waiting-launches", N_ ("Which launches waited longest between the call of the driver and their start?"),
    "SELECT launch, mini_batch, decision, type, kernel, round(waited_ns / 1e3, 2) AS waited_us,\n"
    "       depth, round(ns / 1e3, 2) AS us\n"
    "FROM launches WHERE waited_ns IS NOT NULL ORDER BY waited_ns DESC, launch LIMIT 20",
    BS_RECIPES_DEVICE },

  { "idle-by-cause", N_ ("Why did the GPU do nothing, and for how long?"),
    "SELECT cause, count(*) AS times, round(total(end_ns - start_ns) / 1e6, 3) AS ms,\n"
    "       round(100 * total(end_ns - start_ns)\n"
    "             / nullif(sum(total(end_ns - start_ns)) OVER (), 0), 1) AS percent,\n"
    "       round(max(end_ns - start_ns) / 1e3, 2) AS longest_us\n"
    "FROM idle GROUP BY cause ORDER BY total(end_ns - start_ns) DESC, cause",
    BS_RECIPES_DEVICE },

  { "longest-idle", N_ ("Before which batches did the GPU wait longest?"),
    "SELECT i.mini_batch, i.decision, t.name AS type, i.cause,\n"
    "       round((i.end_ns - i.start_ns) / 1e3, 2) AS us\n"
    "FROM idle i LEFT JOIN decision d ON d.id = i.decision LEFT JOIN type t ON t.id = d.type\n"
    "ORDER BY i.end_ns - i.start_ns DESC, i.id LIMIT 20",
    BS_RECIPES_DEVICE },

  { "provenance", N_ ("What was run, with what, where and when?"),
    "SELECT key, value FROM provenance ORDER BY key",
    BS_RECIPES_RECORDING },

  { "recording", N_ ("Is the recording complete, and what did it cost?"),
    "SELECT name, value FROM diagnostic ORDER BY name",
    BS_RECIPES_RECORDING },

  { NULL, NULL, NULL, 0 }
};
/* clang-format on */

const BsRecipe *
bs_recipe_find (const char *name)
{
  for (const BsRecipe *recipe = bs_recipes; recipe->name != NULL; recipe++)
    if (g_str_equal (recipe->name, name))
      return recipe;

  return NULL;
}

const char *
bs_recipe_group_title (BsRecipeGroup group)
{
  static const char *const titles[BS_N_RECIPE_GROUPS] = { N_ ("Time"),    N_ ("Decisions"),
                                                          N_ ("Waiting"), N_ ("Memory"),
                                                          N_ ("GPU"),     N_ ("Recording") };

  return _ (titles[group]);
}
