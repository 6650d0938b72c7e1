/* SPDX-License-Identifier: Apache-2.0 */
/* A branch written as a trace: a whole one, consistent, with the rest of the recording as it was. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/recording/run-request.h"
#include "profiles/replay/branch-trace.h"
#include "profiles/replay/verification.h"
#include "tests/engine/fixtures.h"
#include "tests/profiles/trace-place.h"

#define MIDDLE 1u

typedef struct
{
  TracePlace place;
  char *written;
  BsTrace *trace;
} Fixture;

/* Three mini-batches of the model @data that ran. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_auto (BsRunInputs) inputs = { 0 };
  g_auto (BsRunRequest) request = { 0 };
  g_autoptr (BsRunPolicy) policy = NULL;
  g_autoptr (GError) error = NULL;
  BsRunPolicyChoices choices;
  BsRunTotals totals[3] = { 0 };
  gboolean stopped;

  trace_place_init (&self->place, NULL);
  self->written = g_build_filename (self->place.folder, "branch.bscope", NULL);
  bs_run_policy_choices_init (&choices);
  policy = bs_run_policy_new ("agenda", &choices, &error);
  g_assert_no_error (error);
  bs_run_inputs_init (&inputs);
  inputs.workload = g_strdup (data);
  inputs.incremental = g_str_equal (inputs.workload, "lstm-nmt");
  inputs.model_size = 4;
  inputs.batch_size = 2;
  inputs.n_batches = G_N_ELEMENTS (totals);
  bs_run_request_init (&request);
  request.inputs = &inputs;
  request.policy = policy;
  request.output = self->place.path;
  request.program = request.command = "test";
  g_assert_true (bs_run_request_load (&request, &error));
  g_assert_true (bs_run_request_open (&request, &error));
  g_assert_true (bs_run_request_record (&request, NULL, NULL, totals, &stopped, &error));
  g_assert_no_error (error);
  self->trace = trace_place_load (self->place.path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_trace_unref (self->trace);
  g_unlink (self->written);
  g_free (self->written);
  trace_place_clear (&self->place);
}

/* Leaves the mini-batch in the middle where two types are ready, with another one than was taken. */
static BsBranch *
leave (const BsTrace *trace, const char *policy_name)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[MIDDLE];
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new (policy_name, NULL, NULL);

  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      guint32 decision = mini_batch->first_decision + i;
      const BsTraceDecision *d = bs_trace_decision (trace, decision);

      for (guint32 c = 0; c < d->n_candidates; c++)
        {
          const BsCandidate *candidate = &trace->candidates[d->first_candidate + c];
          g_autoptr (GError) error = NULL;
          BsBranch *branch;

          if (candidate->type == d->type || candidate->ready == 0)
            continue;
          branch = bs_branch_new (trace, NULL, decision, candidate->type, policy, "mine", NULL,
                                  NULL, &error);
          g_assert_no_error (error);
          return branch;
        }
    }
  g_error ("the mini-batch has no choice");
}

static void
assert_same_decisions (const BsTrace *a, guint32 first_a, const BsTrace *b, guint32 first_b,
                       guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      const BsTraceDecision *da = bs_trace_decision (a, first_a + i);
      const BsTraceDecision *db = bs_trace_decision (b, first_b + i);

      g_assert_cmpuint (da->type, ==, db->type);
      g_assert_cmpuint (da->size, ==, db->size);
      g_assert_cmpuint (da->n_candidates, ==, db->n_candidates);
      g_assert_cmpint (da->reason, ==, db->reason);
      g_assert_cmpint (da->start_ns, ==, db->start_ns);
    }
}

/* Events of mini-batches other than that of the branch are those of the recording, a decision later
 * where the branch has one more. */
static void
assert_events (const BsTrace *recorded, const BsTrace *made, gint64 shift)
{
  g_auto (BsEventIter) from = { 0 }, to = { 0 };
  BsEvent a, b = { 0 };
  guint32 near = 0, n = 0;

  bs_event_iter_init (&from, recorded);
  bs_event_iter_init (&to, made);
  while (bs_event_iter_next (&from, &a))
    {
      near = bs_trace_event_mini_batch (recorded, &a, near);
      if (near == MIDDLE)
        continue;
      g_assert_true (bs_event_iter_next (&to, &b));
      if (near > MIDDLE && a.decision > 0)
        a.decision = (guint32) (a.decision + shift);
      g_assert_cmpuint (a.decision, ==, b.decision);
      g_assert_cmpuint (a.mini_batch, ==, b.mini_batch);
      g_assert_cmpuint (a.phase, ==, b.phase);
      g_assert_cmpint (a.start_ns, ==, b.start_ns);
      g_assert_cmpint (a.end_ns, ==, b.end_ns);
      n++;
    }
  g_assert_false (bs_event_iter_next (&to, &b));
  g_assert_cmpuint (n, >, 0);
}

static void
assert_consistent (const BsTrace *trace)
{
  const BsVerificationMeans means = { .no_policy = "not here", .no_backend = "not here" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsVerification) found = bs_verify (trace, &means, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (bs_verification_count (found, BS_FINDING_DIFFERENT), ==, 0);
  for (guint32 m = 0; m < found->n_mini_batches; m++)
    g_assert_cmpint (found->findings[m][BS_CHECK_CONSISTENCY].kind, ==, BS_FINDING_SAME);
}

static void
assert_branch (const BsTrace *recorded, const BsTrace *made, const BsBranch *branch)
{
  const BsTraceMiniBatch *a = recorded->mini_batches, *b = made->mini_batches;

  g_assert_true (made->complete);
  g_assert_cmpuint (made->n_mini_batches, ==, recorded->n_mini_batches);
  g_assert_cmpuint (b[MIDDLE].n_decisions, ==, branch->n_batches);
  g_assert_cmpuint (b[MIDDLE].n_stages, ==, a[MIDDLE].n_stages);
  g_assert_cmpuint (b[MIDDLE].lower_bound, ==, a[MIDDLE].lower_bound);
  for (guint32 i = 0; i < branch->n_batches; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (made, b[MIDDLE].first_decision + i);

      g_assert_cmpuint (d->type, ==, branch->schedule->decisions[i].type);
      g_assert_cmpuint (d->size, ==, branch->schedule->decisions[i].count);
    }
  for (guint32 m = 0; m < recorded->n_mini_batches; m++)
    if (m != MIDDLE)
      {
        g_assert_cmpuint (a[m].n_decisions, ==, b[m].n_decisions);
        g_assert_cmpfloat (a[m].loss, ==, b[m].loss);
        assert_same_decisions (recorded, a[m].first_decision, made, b[m].first_decision,
                               a[m].n_decisions);
      }
  assert_events (recorded, made, (gint64) branch->n_batches - branch->n_recorded);
  assert_consistent (made);
}

static void
test_writes (Fixture *self, gconstpointer data)
{
  static const char *const policies[] = { "unbatched", "sufficient", "agenda" };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr (BsBranch) branch = leave (self->trace, policies[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsTrace) made = NULL;
      g_autoptr (BsTrace) in_memory = NULL;

      g_test_message ("%s: %u batches instead of %u", policies[i], branch->n_batches,
                      branch->n_recorded);
      bs_branch_write (self->trace, branch, "mine", self->written, NULL, &error);
      g_assert_no_error (error);
      made = trace_place_load (self->written);
      g_assert_cmpstr (bs_trace_get_info (made, "branch"), ==, "mine");
      g_assert_cmpstr (bs_trace_get_info (made, "workload"), ==,
                       bs_trace_get_info (self->trace, "workload"));
      assert_branch (self->trace, made, branch);

      in_memory = bs_branch_make_trace (self->trace, branch, NULL, &error);
      g_assert_no_error (error);
      g_assert_null (bs_trace_get_info (in_memory, "branch"));
      assert_branch (self->trace, in_memory, branch);
    }
}

/* A branch of a branch keeps what its parent did before it. */
static void
test_nested (Fixture *self, gconstpointer data)
{
  g_autoptr (BsBranch) parent = leave (self->trace, "unbatched");
  guint32 decision = parent->decision + 2;
  guint32 i = decision - self->trace->mini_batches[MIDDLE].first_decision;
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new ("sufficient", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBranch)
      branch = bs_branch_new (self->trace, parent, decision, parent->schedule->decisions[i].type,
                              policy, NULL, NULL, NULL, &error);
  g_autoptr (BsTrace) made = NULL;

  g_assert_no_error (error);
  made = bs_branch_make_trace (self->trace, branch, NULL, &error);
  g_assert_no_error (error);
  assert_branch (self->trace, made, branch);
}

/* Nothing is left where nothing was to be written, and nothing is lost. */
static void
test_refuses (Fixture *self, gconstpointer data)
{
  g_autoptr (BsBranch) branch = leave (self->trace, "sufficient");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *nowhere = g_build_filename (self->place.folder, "none", "x.bscope", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) again = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (
      bs_branch_write (self->trace, branch, "mine", self->written, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->written, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_null (bs_branch_make_trace (self->trace, branch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_false (bs_branch_write (self->trace, branch, "mine", nowhere, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);

  g_assert_false (bs_branch_write (self->trace, branch, "mine", self->place.path, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_IO, "is the recording itself");
  again = trace_place_load (self->place.path);
  g_assert_cmpuint (again->n_decisions, ==, self->trace->n_decisions);

  g_file_set_contents (self->written, "a letter", -1, NULL);
  g_clear_error (&error);
  g_assert_false (bs_branch_write (self->trace, branch, "mine", self->written, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_assert_true (g_file_test (self->written, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  static const char *const models[] = { "tree-lstm-2type", "lattice-lstm", "lstm-nmt" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strdup_printf ("/branch-trace/writes/%s", models[i]);

      g_test_add (path, Fixture, models[i], set_up, test_writes, tear_down);
    }
  g_test_add ("/branch-trace/nested", Fixture, "tree-lstm-2type", set_up, test_nested, tear_down);
  g_test_add ("/branch-trace/refuses", Fixture, "tree-lstm-2type", set_up, test_refuses, tear_down);

  return g_test_run ();
}
