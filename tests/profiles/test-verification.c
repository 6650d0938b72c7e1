/* SPDX-License-Identifier: Apache-2.0 */
/* Traces altered on purpose: each difference is found, and named. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "profiles/replay/rebuilding.h"
#include "profiles/replay/verification.h"
#include "tests/profiles/synthetic.h"

static BsTrace *
record (const char *policy, BsEncoding encoding, guint32 n_stages)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_autofree char *path = NULL;
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  BsTrace *trace;

  g_assert_no_error (error);
  path = g_build_filename (folder, "t.bscope", NULL);
  options.policy = policy;
  options.encoding = encoding;
  options.n_stages = n_stages;
  run = synthetic_new (&options);
  synthetic_record (run, path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);

  return trace;
}

/* Verifies with the policy that the trace names; of graphs that grow the synthetic one saw only
 * stages. */
static BsVerification *
verify (const BsTrace *trace)
{
  g_autofree char *why = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPolicy)
      policy = trace->mini_batches[0].n_stages > 0 ? NULL : bs_rebuild_policy (trace, &why);
  const BsVerificationMeans means = { policy, "no policy", NULL, "no backend" };
  BsVerification *verification = bs_verify (trace, &means, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (verification->n_mini_batches, ==, trace->n_mini_batches);

  return verification;
}

static void
assert_same (const BsTrace *trace)
{
  gboolean grows = trace->mini_batches[0].n_stages > 0;
  g_autoptr (BsVerification) verification = verify (trace);

  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    {
      const BsFinding *findings = verification->findings[i];

      if (findings[BS_CHECK_CONSISTENCY].kind == BS_FINDING_DIFFERENT)
        g_error ("%s", bs_finding_describe (&findings[BS_CHECK_CONSISTENCY], i));
      if (findings[BS_CHECK_DECISIONS].kind == BS_FINDING_DIFFERENT)
        g_error ("%s", bs_finding_describe (&findings[BS_CHECK_DECISIONS], i));
      g_assert_cmpint (findings[BS_CHECK_CONSISTENCY].kind, ==, BS_FINDING_SAME);
      g_assert_cmpint (findings[BS_CHECK_DECISIONS].kind, ==,
                       grows ? BS_FINDING_UNCHECKED : BS_FINDING_SAME);
      g_assert_cmpint (findings[BS_CHECK_LOSS].kind, ==, BS_FINDING_UNCHECKED);
      g_assert_cmpstr (findings[BS_CHECK_LOSS].reason, ==, "no backend");
    }
}

static void
test_unaltered (void)
{
  static const char *const rules[] = { "unbatched",          "depth",      "agenda",
                                       "agenda-remaining",   "sufficient", "random",
                                       "sufficient-reversed" };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (BsTrace) trace = record (rules[i], i % BS_N_PUBLISHED_ENCODINGS, 1);

      assert_same (trace);
    }
  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    for (guint n_stages = 1; n_stages <= 3; n_stages += 2)
      {
        g_autoptr (BsTrace) trace = record ("fsm", encoding, n_stages);

        assert_same (trace);
      }
}

/* A decision of mini-batch 1 of at least @size nodes and @n_candidates ready types. */
static guint32
find_decision (const BsTrace *trace, guint32 size, guint n_candidates)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[1];

  for (guint32 i = 1; i < mini_batch->n_decisions; i++)
    {
      guint32 decision = mini_batch->first_decision + i;
      const BsTraceDecision *d = bs_trace_decision (trace, decision);

      if (d->size >= size && d->n_candidates >= n_candidates)
        return decision;
    }
  g_error ("no decision is so large");
}

static guint32 *
members (BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, d->mini_batch);

  /* of the graph that the trace keeps */
  return (guint32 *) bs_trace_members (unpacked, d);
}

/* Each alters the trace, and says where the difference is. */
typedef guint32 (*Alter) (BsTrace *trace, guint32 *node);

static guint32
alter_size (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 1);

  trace->decisions[decision - 1].size = 0;

  return decision;
}

static guint32
alter_node (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 2, 1);

  *node = members (trace, decision)[1] = trace->mini_batches[1].n_nodes;

  return decision;
}

static guint32
alter_node_type (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 1);
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, 1);
  const BsGraph *graph = unpacked->graph;

  for (*node = 0; graph->type[*node] == bs_trace_decision (trace, decision)->type;)
    ++*node;
  members (trace, decision)[0] = *node;

  return decision;
}

static guint32
alter_repeat (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 2, 1);

  *node = members (trace, decision)[1] = members (trace, decision)[0];

  return decision;
}

/* A node of a later batch, which waits for something. */
static guint32
alter_early (BsTrace *trace, guint32 *node)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[1];
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, 1);
  guint32 first = mini_batch->first_decision;

  for (guint32 a = first; a < first + mini_batch->n_decisions; a++)
    for (*node = 0; *node < mini_batch->n_nodes; ++*node)
      if (unpacked->graph->type[*node] == bs_trace_decision (trace, a)->type
          && unpacked->node_ready[*node] > a)
        {
          members (trace, a)[0] = *node;
          return a;
        }
  g_error ("no batch has a node that waits");
}

static guint32
alter_ready (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 2);

  trace->candidates[bs_trace_decision (trace, decision)->first_candidate + 1].ready++;

  return decision;
}

static guint32
alter_reachable (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 2);

  trace->candidates[bs_trace_decision (trace, decision)->first_candidate + 1].reachable++;

  return decision;
}

static guint32
alter_candidates (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 2);

  trace->decisions[decision - 1].n_candidates--;

  return decision;
}

static guint32
alter_state (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 2);
  guint32 state = bs_trace_decision (trace, decision)->state;

  trace->decisions[decision - 1].state = state > 0 ? state - 1 : 1;

  return decision;
}

static guint32
alter_bound (BsTrace *trace, guint32 *node)
{
  trace->mini_batches[1].lower_bound++;

  return 0;
}

static guint32
alter_end (BsTrace *trace, guint32 *node)
{
  BsTraceMiniBatch *mini_batch = &trace->mini_batches[1];
  guint32 last = mini_batch->first_decision + --mini_batch->n_decisions;

  *node = G_MAXUINT32;
  for (guint32 i = 0; i < bs_trace_decision (trace, last)->size; i++)
    *node = MIN (*node, members (trace, last)[i]);

  return 0;
}

static guint32
alter_stage (BsTrace *trace, guint32 *node)
{
  return --trace->mini_batches[1].stages[1].first_decision;
}

static guint32
alter_member (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 2, 1);
  guint32 *own = members (trace, decision), other = own[0];

  own[0] = own[1];
  own[1] = other;
  *node = own[0];

  return decision;
}

static guint32
alter_reason (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 1);

  trace->decisions[decision - 1].reason = BS_REASON_EXPLORED;

  return decision;
}

static guint32
alter_tied (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 1);

  trace->decisions[decision - 1].n_tied++;

  return decision;
}

static guint32
alter_draw (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 1);

  trace->decisions[decision - 1].draw ^= 1;

  return decision;
}

static guint32
alter_score (BsTrace *trace, guint32 *node)
{
  guint32 decision = find_decision (trace, 1, 2);

  trace->candidates[bs_trace_decision (trace, decision)->first_candidate].score -= 0.25;

  return decision;
}

static guint32
alter_policy (BsTrace *trace, guint32 *node)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[1];

  g_hash_table_replace (trace->info, g_strdup ("policy"), g_strdup ("unbatched"));
  for (guint32 i = 0;; i++)
    if (bs_trace_decision (trace, mini_batch->first_decision + i)->size > 1)
      return mini_batch->first_decision + i;
}

static const struct
{
  const char *what;
  BsCheck check;
  Alter alter;
  const char *policy;
  guint32 n_stages;
} alterations[] = {
  { "size", BS_CHECK_CONSISTENCY, alter_size, "agenda", 1 },
  { "node", BS_CHECK_CONSISTENCY, alter_node, "agenda", 1 },
  { "node_type", BS_CHECK_CONSISTENCY, alter_node_type, "agenda", 1 },
  { "executed", BS_CHECK_CONSISTENCY, alter_repeat, "agenda", 1 },
  { "waits_for", BS_CHECK_CONSISTENCY, alter_early, "agenda", 1 },
  { "ready", BS_CHECK_CONSISTENCY, alter_ready, "fsm", 1 },
  { "reachable", BS_CHECK_CONSISTENCY, alter_reachable, "agenda", 1 },
  { "reachable", BS_CHECK_CONSISTENCY, alter_reachable, "agenda", 3 },
  { "candidates", BS_CHECK_CONSISTENCY, alter_candidates, "agenda", 1 },
  { "state", BS_CHECK_CONSISTENCY, alter_state, "agenda", 1 },
  { "lower_bound", BS_CHECK_CONSISTENCY, alter_bound, "agenda", 1 },
  { "executed", BS_CHECK_CONSISTENCY, alter_end, "agenda", 1 },
  { "stage", BS_CHECK_CONSISTENCY, alter_stage, "agenda", 3 },
  { "member", BS_CHECK_DECISIONS, alter_member, "agenda", 1 },
  { "reason", BS_CHECK_DECISIONS, alter_reason, "agenda", 1 },
  { "tied", BS_CHECK_DECISIONS, alter_tied, "agenda", 1 },
  { "draw", BS_CHECK_DECISIONS, alter_draw, "random", 1 },
  { "score", BS_CHECK_DECISIONS, alter_score, "agenda", 1 },
  { "size", BS_CHECK_DECISIONS, alter_policy, "depth", 1 },
};

/* The mini-batches beside the altered one are as before. */
static void
test_altered (gconstpointer data)
{
  guint at = GPOINTER_TO_UINT (data);
  g_autoptr (BsTrace)
      trace = record (alterations[at].policy, BS_ENCODING_SORT, alterations[at].n_stages);
  guint32 node = G_MAXUINT32, decision = alterations[at].alter (trace, &node);
  g_autoptr (BsVerification) verification = verify (trace);
  const BsFinding *finding = &verification->findings[1][alterations[at].check];
  g_autofree char *text = NULL;

  g_assert_cmpint (finding->kind, ==, BS_FINDING_DIFFERENT);
  text = bs_finding_describe (finding, 1);
  g_test_message ("%s", text);
  g_assert_cmpstr (finding->what, ==, alterations[at].what);
  g_assert_cmpuint (finding->decision, ==, decision);
  g_assert_cmpuint (finding->node, ==, node);
  g_assert_cmpstr (finding->expected, !=, finding->found);
  g_assert_nonnull (strstr (text, finding->expected));
  g_assert_nonnull (strstr (text, finding->found));
  g_assert_cmpint (verification->findings[0][BS_CHECK_CONSISTENCY].kind, ==, BS_FINDING_SAME);
  g_assert_cmpint (verification->findings[2][BS_CHECK_CONSISTENCY].kind, ==, BS_FINDING_SAME);
  if (alterations[at].check == BS_CHECK_DECISIONS)
    g_assert_cmpint (verification->findings[1][BS_CHECK_CONSISTENCY].kind, ==, BS_FINDING_SAME);
}

/* The end of a recording that was cut short is missing, which is no difference. */
static void
test_cut_short (void)
{
  g_autoptr (BsTrace) trace = record ("agenda", BS_ENCODING_SORT, 1);
  g_autoptr (BsVerification) verification = NULL;
  const BsFinding *findings;

  trace->complete = FALSE;
  trace->n_mini_batches--;
  trace->mini_batches[1].n_decisions -= 3;
  trace->mini_batches[1].finished = FALSE;
  verification = verify (trace);
  trace->n_mini_batches++;
  g_assert_cmpuint (bs_verification_count (verification, BS_FINDING_DIFFERENT), ==, 0);
  findings = verification->findings[1];
  g_assert_cmpint (findings[BS_CHECK_CONSISTENCY].kind, ==, BS_FINDING_SAME);
  g_assert_nonnull (strstr (findings[BS_CHECK_CONSISTENCY].reason, "cut short"));
  g_assert_cmpint (findings[BS_CHECK_DECISIONS].kind, ==, BS_FINDING_SAME);
  g_assert_nonnull (strstr (findings[BS_CHECK_DECISIONS].reason, "cut short"));
}

/* What a model cannot execute is a difference, and what contradicts itself is not executed. */
static void
test_operands (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autoptr (BsTrace) trace = record ("agenda", BS_ENCODING_SORT, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBackend) backend = bs_backend_new ("cpu", run->model, NULL, &error);
  const BsVerificationMeans means = { NULL, "no policy", backend, NULL };
  g_autoptr (BsVerification) verification = NULL;

  g_assert_no_error (error);
  trace->mini_batches[1].lower_bound++;
  verification = bs_verify (trace, &means, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (verification->findings[0][BS_CHECK_LOSS].what, ==, "operands");
  g_assert_cmpint (verification->findings[1][BS_CHECK_LOSS].kind, ==, BS_FINDING_UNCHECKED);
  g_assert_nonnull (strstr (verification->findings[1][BS_CHECK_LOSS].reason, "contradicts"));
}

static void
test_cancelled (void)
{
  g_autoptr (BsTrace) trace = record ("agenda", BS_ENCODING_SORT, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const BsVerificationMeans means = { NULL, "no policy", NULL, "no backend" };

  g_cancellable_cancel (cancellable);
  g_assert_null (bs_verify (trace, &means, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
set_info (BsTrace *trace, const char *key, const char *value)
{
  if (value != NULL)
    g_hash_table_replace (trace->info, g_strdup (key), g_strdup (value));
  else
    g_hash_table_remove (trace->info, key);
}

/* Why there is no policy, for each way in which it can be missing. */
static void
test_policies (void)
{
  static const struct
  {
    const char *policy, *key, *value, *why;
  } cases[] = {
    { NULL, "seed", "1", "not recorded" },    { "my.json", "seed", "1", "my.json" },
    { "random", "seed", NULL, "seed" },       { "random", "seed", "-3", "-3" },
    { "beam", "beam", NULL, "beam" },         { "beam", "beam", "99999999999999999999", "999999" },
    { "beam", "beam", "4000000", "4000000" }, { "exact", "beam", "30", "max_states" },
  };
  g_autoptr (BsTrace) trace = record ("agenda", BS_ENCODING_SORT, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *why = NULL;

      set_info (trace, "policy", cases[i].policy);
      set_info (trace, cases[i].key, cases[i].value);
      g_assert_null (bs_rebuild_policy (trace, &why));
      g_test_message ("%s", why);
      g_assert_nonnull (strstr (why, cases[i].why));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verification/unaltered", test_unaltered);
  for (guint i = 0; i < G_N_ELEMENTS (alterations); i++)
    {
      g_autofree char *path = g_strdup_printf ("/verification/altered/%s/%u/%s/%u",
                                               bs_check_to_string (alterations[i].check), i,
                                               alterations[i].what, alterations[i].n_stages);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_altered);
    }
  g_test_add_func ("/verification/cut-short", test_cut_short);
  g_test_add_func ("/verification/operands", test_operands);
  g_test_add_func ("/verification/cancelled", test_cancelled);
  g_test_add_func ("/verification/policies", test_policies);

  return g_test_run ();
}
