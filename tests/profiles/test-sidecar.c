/* SPDX-License-Identifier: Apache-2.0 */
/* What people keep beside a trace: it comes back as it was, nobody's words are lost, and the trace
 * itself never changes. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/files/policy-file.h"
#include "profiles/replay/sidecar.h"
#include "tests/engine/fixtures.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static char *folder;

static char *
record (const char *name, guint32 seed)
{
  char *path = g_build_filename (folder, name, NULL);
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;

  options.seed = seed;
  options.n_nodes = 40;
  run = synthetic_new (&options);
  synthetic_record (run, path);

  return path;
}

static BsSidecar *
open_sidecar (BsTrace *trace)
{
  g_autoptr (GError) error = NULL;
  BsSidecar *self = bs_sidecar_load (trace, &error);

  g_assert_no_error (error);

  return self;
}

static void
forget (const char *path)
{
  g_autofree char *notes = g_strconcat (path, BS_SIDECAR_SUFFIX, NULL);

  g_unlink (path);
  g_unlink (notes);
}

static guint32
add_note (BsSidecar *self, const char *text, guint32 decision)
{
  g_autoptr (GError) error = NULL;
  BsNote note = { .text = (char *) text, .decision = decision, .node = G_MAXUINT32 };
  guint32 id;

  bs_sidecar_add_note (self, &note, &id, &error);
  g_assert_no_error (error);

  return id;
}

static BsBranch *
make_branch (const BsTrace *trace, const char *name, BsBranch *parent, guint32 decision,
             const char *policy_name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new (policy_name, NULL, &error);
  BsBranch *branch;

  g_assert_no_error (error);
  branch = bs_branch_new (trace, parent, decision, bs_trace_decision (trace, decision)->type,
                          policy, name, NULL, NULL, &error);
  g_assert_no_error (error);

  return branch;
}

static void
test_round_trip (void)
{
  g_autofree char *path = record ("a.bscope", 1);
  g_autofree char *before = NULL, *after = NULL, *text = NULL, *again_text = NULL;
  gsize before_length, after_length;
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsSidecar) self = open_sidecar (trace);
  g_autoptr (BsSidecar) again = NULL;
  g_autoptr (GError) error = NULL;
  BsNote about_node = { .text = (char *) "a \"node\"\n<b>\t\xc3\xa9", .mini_batch = 1, .node = 7 };
  BsNote range = { .text = (char *) "from here", .decision = 2, .last = 5, .node = G_MAXUINT32 };
  guint32 first, id;

  g_assert_true (bs_sidecar_is_empty (self));
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_file_get_contents (path, &before, &before_length, NULL);

  first = add_note (self, "the first", 3);
  g_assert_cmpuint (first, ==, 1);
  g_assert_true (bs_sidecar_add_note (self, &about_node, &id, &error));
  g_assert_true (bs_sidecar_add_note (self, &range, NULL, &error));
  g_assert_true (bs_sidecar_add_bookmark (self, 4, "here", NULL, &error));
  g_assert_true (bs_sidecar_add_bookmark (self, 5, NULL, NULL, &error));
  g_assert_true (bs_sidecar_add_breakpoint (self, "type = 'a' AND batch_size < 8", &id, &error));
  g_assert_true (bs_sidecar_enable_breakpoint (self, id, FALSE, &error));
  g_assert_true (bs_sidecar_edit_note (self, first, "the first, better", &error));
  g_assert_true (bs_sidecar_set_view (self, " {\"zoom\": [1, 2.5, {\"x\": null}]}\n", &error));
  g_assert_no_error (error);

  again = open_sidecar (trace);
  g_assert_cmpuint (again->notes->len, ==, 3);
  g_assert_cmpuint (again->bookmarks->len, ==, 2);
  g_assert_cmpuint (again->breakpoints->len, ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      const BsNote *a = self->notes->pdata[i], *b = again->notes->pdata[i];

      g_assert_cmpuint (a->id, ==, i + 1);
      g_assert_cmpuint (b->id, ==, i + 1);
      g_assert_cmpstr (a->text, ==, b->text);
      g_assert_cmpstr (a->created, ==, b->created);
      g_assert_cmpstr (a->changed, ==, b->changed);
      g_assert_cmpuint (a->decision, ==, b->decision);
      g_assert_cmpuint (a->last, ==, b->last);
      g_assert_cmpuint (a->mini_batch, ==, b->mini_batch);
      g_assert_cmpuint (a->node, ==, b->node);
    }
  g_assert_cmpstr (((BsNote *) again->notes->pdata[0])->text, ==, "the first, better");
  g_assert_nonnull (((BsNote *) again->notes->pdata[0])->changed);
  g_assert_cmpstr (((BsNote *) again->notes->pdata[1])->text, ==, about_node.text);
  g_assert_cmpuint (((BsNote *) again->notes->pdata[1])->node, ==, 7);
  g_assert_cmpuint (((BsNote *) again->notes->pdata[2])->last, ==, 5);
  g_assert_cmpstr (((BsBookmark *) again->bookmarks->pdata[0])->name, ==, "here");
  g_assert_null (((BsBookmark *) again->bookmarks->pdata[1])->name);
  g_assert_cmpstr (((BsBreakpoint *) again->breakpoints->pdata[0])->predicate, ==,
                   "type = 'a' AND batch_size < 8");
  g_assert_false (((BsBreakpoint *) again->breakpoints->pdata[0])->enabled);
  g_assert_cmpstr (again->view, ==, "{\"zoom\": [1, 2.5, {\"x\": null}]}");
  text = bs_sidecar_to_string (self);
  again_text = bs_sidecar_to_string (again);
  g_assert_cmpstr (text, ==, again_text);

  /* numbers are not used again */
  g_assert_true (bs_sidecar_remove (self, id, &error));
  g_assert_true (bs_sidecar_remove (self, first, &error));
  g_assert_cmpuint (self->breakpoints->len, ==, 0);
  g_assert_cmpuint (add_note (self, "one more", 0), ==, 7);
  g_assert_true (bs_sidecar_set_view (self, NULL, &error));
  g_assert_null (self->view);

  g_file_get_contents (path, &after, &after_length, NULL);
  g_assert_cmpmem (before, before_length, after, after_length);
  forget (path);
}

/* Two programs have read the file before either writes. */
/* What was there already changes, and a second one sees it when it looks again. */
static void
test_edits (void)
{
  g_autofree char *path = record ("e.bscope", 7);
  g_autofree char *large = g_strnfill (BS_SIDECAR_MAX_TEXT + 1, 'x');
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsSidecar) self = open_sidecar (trace);
  g_autoptr (BsSidecar) other = open_sidecar (trace);
  g_autoptr (GError) error = NULL;
  const BsBookmark *bookmark;
  const BsBreakpoint *breakpoint;
  guint32 place, stop;

  g_assert_true (bs_sidecar_add_bookmark (self, 4, NULL, &place, &error));
  g_assert_true (bs_sidecar_add_breakpoint (self, "rho < 1", &stop, &error));
  g_assert_true (bs_sidecar_enable_breakpoint (self, stop, FALSE, &error));
  g_assert_true (bs_sidecar_rename_bookmark (self, place, "here", &error));
  g_assert_true (bs_sidecar_edit_breakpoint (self, stop, "rho < 0.5", &error));
  g_assert_no_error (error);

  g_assert_cmpuint (other->bookmarks->len, ==, 0);
  g_assert_true (bs_sidecar_refresh (other, &error));
  g_assert_no_error (error);
  bookmark = other->bookmarks->pdata[0];
  breakpoint = other->breakpoints->pdata[0];
  g_assert_cmpstr (bookmark->name, ==, "here");
  g_assert_cmpuint (bookmark->id, ==, place);
  g_assert_cmpuint (bookmark->decision, ==, 4);
  g_assert_cmpstr (breakpoint->predicate, ==, "rho < 0.5");
  g_assert_cmpuint (breakpoint->id, ==, stop);
  g_assert_false (breakpoint->enabled);

  /* a name may go again, a predicate may not */
  g_assert_true (bs_sidecar_rename_bookmark (self, place, NULL, &error));
  g_assert_null (((BsBookmark *) self->bookmarks->pdata[0])->name);
  g_assert_false (bs_sidecar_edit_breakpoint (self, stop, "", &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "it is empty");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_edit_breakpoint (self, stop, large, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "it is too long");
  g_clear_error (&error);
  g_assert_cmpstr (((BsBreakpoint *) self->breakpoints->pdata[0])->predicate, ==, "rho < 0.5");
  g_assert_false (bs_sidecar_rename_bookmark (self, 99, "x", &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "99");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_edit_breakpoint (self, place, "1", &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "breakpoint");
  forget (path);
}

static void
test_two_writers (void)
{
  g_autofree char *path = record ("two.bscope", 1);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsSidecar) one = open_sidecar (trace);
  g_autoptr (BsSidecar) other = open_sidecar (trace);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (add_note (one, "from one", 1), ==, 1);
  g_assert_cmpuint (add_note (other, "from the other", 2), ==, 2);
  g_assert_cmpuint (other->notes->len, ==, 2);
  g_assert_true (bs_sidecar_edit_note (one, 2, "changed by one", &error));
  g_assert_cmpuint (one->notes->len, ==, 2);
  g_assert_true (bs_sidecar_remove (other, 1, &error));
  g_assert_false (bs_sidecar_edit_note (one, 1, "too late", &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "no note 1");
  g_assert_cmpstr (((BsNote *) other->notes->pdata[0])->text, ==, "changed by one");
  forget (path);
}

#define N_THREADS 4
#define N_EACH 8

static gpointer
write_many (gpointer data)
{
  BsTrace *trace = data;
  g_autoptr (BsSidecar) self = open_sidecar (trace);

  for (guint i = 0; i < N_EACH; i++)
    add_note (self, "mine", 1 + i);

  return NULL;
}

static void
test_many_writers (void)
{
  g_autofree char *path = record ("many.bscope", 1);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  GThread *threads[N_THREADS];
  g_autoptr (BsSidecar) self = NULL;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("writer", write_many, trace);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  self = open_sidecar (trace);
  g_assert_cmpuint (self->notes->len, ==, N_THREADS * N_EACH);
  for (guint i = 0; i < self->notes->len; i++)
    g_assert_cmpuint (((BsNote *) self->notes->pdata[i])->id, ==, i + 1);
  forget (path);
}

/* The same trace somewhere else has the same notes; another one refuses them. */
static void
test_identity (void)
{
  g_autofree char *path = record ("one.bscope", 1);
  g_autofree char *other_path = record ("other.bscope", 2);
  g_autofree char *notes = g_strconcat (path, BS_SIDECAR_SUFFIX, NULL);
  g_autofree char *other_notes = g_strconcat (other_path, BS_SIDECAR_SUFFIX, NULL);
  g_autofree char *identity = NULL, *same = NULL, *text = NULL;
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsTrace) other = trace_place_load (other_path);
  g_autoptr (BsTrace) again = trace_place_load (path);
  g_autoptr (BsSidecar) self = open_sidecar (trace);
  g_autoptr (BsSidecar) late = open_sidecar (other);
  g_autoptr (GError) error = NULL;
  BsNote note = { .text = (char *) "mine", .node = G_MAXUINT32 };

  identity = bs_trace_identify (trace);
  same = bs_trace_identify (again);
  g_assert_cmpstr (identity, ==, same);
  g_assert_cmpstr (self->identity, ==, identity);
  g_assert_cmpstr (late->identity, !=, identity);

  add_note (self, "of the first", 1);
  g_assert_cmpint (g_rename (notes, other_notes), ==, 0);
  g_assert_null (bs_sidecar_load (other, &error));
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, "are of another trace");
  g_clear_error (&error);
  /* nor does one that was read before */
  g_assert_false (bs_sidecar_add_note (late, &note, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, "are of another trace");
  g_file_get_contents (other_notes, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "of the first"));
  forget (path);
  forget (other_path);
}

/* A trace beside which nothing can be written: here because its name is as long as names can be. */
static void
test_elsewhere (void)
{
  static const char *const folders[] = { "batchscope/notes", "batchscope" };
  g_autofree char *name = g_strnfill (252, 'n');
  g_autofree char *path = record ("e.bscope", 3);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsTrace) elsewhere = trace_place_load (path);
  g_autoptr (BsSidecar) self = NULL;
  g_autoptr (BsSidecar) again = NULL;
  g_autoptr (BsSidecar) found = NULL;

  g_free (trace->path);
  trace->path = g_build_filename (folder, name, NULL);
  self = open_sidecar (trace);
  add_note (self, "kept", 1);
  g_assert_true (g_str_has_prefix (self->path, g_get_user_data_dir ()));
  again = open_sidecar (trace);
  g_assert_cmpstr (again->path, ==, self->path);
  add_note (again, "more", 2);
  g_assert_cmpuint (again->notes->len, ==, 2);
  /* wherever the trace is */
  found = open_sidecar (elsewhere);
  g_assert_cmpuint (found->notes->len, ==, 2);
  g_unlink (self->path);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *made = g_build_filename (folder, folders[i], NULL);

      g_assert_cmpint (g_rmdir (made), ==, 0);
    }
  forget (path);
}

static void
test_branches (void)
{
  g_autofree char *path = record ("b.bscope", 4);
  g_autofree char *policy_path = g_build_filename (folder, "policy.json", NULL);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsSidecar) self = open_sidecar (trace);
  g_autoptr (BsSidecar) again = NULL;
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBranch) first = make_branch (trace, "first", NULL, 2, NULL);
  g_autoptr (BsBranch) nameless = make_branch (trace, NULL, NULL, 2, NULL);
  g_autoptr (BsBranch) orphan = NULL;
  g_autoptr (BsBranch) second = NULL;
  g_autoptr (BsBranch) third = NULL;
  g_autoptr (BsBranch) made = NULL;
  const BsKeptBranch *kept;
  guint32 id, second_id;

  for (guint i = 0; i < trace->types->n_types; i++)
    bs_type_table_intern (fsm->types, trace->types->types[i].name, "X", BS_SHAPE_CELL);
  bs_policy_file_save (fsm, NULL, policy_path, &error);
  g_assert_no_error (error);
  second = make_branch (trace, "second", first, 3, policy_path);
  third = make_branch (trace, "third", second, 4, policy_path);
  orphan = make_branch (trace, "orphan", nameless, 3, NULL);

  g_assert_false (bs_sidecar_add_branch (self, nameless, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "needs a name");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_add_branch (self, second, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "“first” that it leaves is not kept");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_add_branch (self, orphan, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "is not kept");
  g_clear_error (&error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));

  g_assert_true (bs_sidecar_add_branch (self, first, &id, &error));
  g_assert_true (bs_sidecar_add_branch (self, second, &second_id, &error));
  g_assert_true (bs_sidecar_add_branch (self, third, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (bs_sidecar_add_branch (self, first, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "a branch “first” already");
  g_clear_error (&error);

  /* the table is kept with them, once, without the file that it came from */
  g_unlink (policy_path);
  again = open_sidecar (trace);
  g_assert_cmpuint (again->branches->len, ==, 3);
  kept = bs_sidecar_find_branch (again, "third");
  g_assert_cmpstr (kept->parent, ==, "second");
  g_assert_cmpuint (kept->n_batches, ==, third->n_batches);
  g_assert_true (kept->policy->fsm == bs_sidecar_find_branch (again, "second")->policy->fsm);
  made = bs_sidecar_make_branch (again, "third", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (made->n_batches, ==, third->n_batches);
  g_assert_cmpmem (made->schedule->order, made->schedule->n_nodes * sizeof (guint32),
                   third->schedule->order, third->schedule->n_nodes * sizeof (guint32));
  g_assert_cmpstr (made->parent->parent->name, ==, "first");

  g_assert_false (bs_sidecar_remove (again, second_id, &error));
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, "“third” leaves “second”");
  g_clear_error (&error);
  g_assert_null (bs_sidecar_make_branch (again, "none", NULL, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "No branch “none”");
  forget (path);
}

static void
test_refused (void)
{
  g_autofree char *path = record ("r.bscope", 5);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsSidecar) self = open_sidecar (trace);
  g_autofree char *large = g_strnfill (BS_SIDECAR_MAX_TEXT + 1, 'x');
  g_autofree char *before = NULL, *after = NULL;
  const struct
  {
    BsNote note;
    const char *part;
  } notes[] = {
    { { .text = (char *) "", .node = G_MAXUINT32 }, "it is empty" },
    { { .text = large, .node = G_MAXUINT32 }, "it is too long" },
    { { .text = (char *) "\xff", .node = G_MAXUINT32 }, "it is not UTF-8" },
    { { .text = (char *) "x", .node = G_MAXUINT32, .decision = 99999 }, "no decision 99999" },
    { { .text = (char *) "x", .node = G_MAXUINT32, .decision = 5, .last = 4 }, "lies before" },
    { { .text = (char *) "x", .node = G_MAXUINT32, .last = 4 }, "lies before" },
    { { .text = (char *) "x", .node = 0, .mini_batch = 3 }, "no mini-batch 3" },
    { { .text = (char *) "x", .node = 99999, .mini_batch = 1 }, "no node 99999" },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_assert_false (bs_sidecar_add_note (self, &notes[i].note, NULL, &error));
      bs_assert_error_contains (error, BS_ERROR_RANGE, notes[i].part);
      g_clear_error (&error);
    }
  g_assert_true (bs_sidecar_is_empty (self));
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));

  add_note (self, "x", 1);
  g_file_get_contents (self->path, &before, NULL, NULL);
  g_assert_false (bs_sidecar_add_bookmark (self, 0, NULL, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "no decision 0");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_add_bookmark (self, 1, "two\nlines", NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "more than one line");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_add_breakpoint (self, "", NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "it is empty");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_enable_breakpoint (self, 1, TRUE, &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "no breakpoint 1");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_remove (self, 2, &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "under the number 2");
  g_clear_error (&error);
  g_assert_false (bs_sidecar_set_view (self, "{", &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_SYNTAX);
  g_file_get_contents (self->path, &after, NULL, NULL);
  g_assert_cmpstr (before, ==, after);
  forget (path);
}

/* Files that nobody of us wrote. */
static void
test_texts (void)
{
#define HEAD "{\"format\": \"batchscope-notes\", \"version\": 1, \"next_id\": 9"
  static const struct
  {
    const char *text;
    int code; /* BsError */
    const char *part;
  } texts[] = {
    { "nonsense", BS_ERROR_SYNTAX, "n:1:1" },
    { "[]", BS_ERROR_UNSUPPORTED, "no file of notes" },
    { "{}", BS_ERROR_UNSUPPORTED, "no file of notes" },
    { "{\"format\": \"other\", \"version\": 1, \"next_id\": 1}", BS_ERROR_UNSUPPORTED,
      "no file of notes" },
    { "{\"format\": \"batchscope-notes\", \"version\": 2, \"next_id\": 1}", BS_ERROR_VERSION,
      "newer version" },
    { "{\"format\": \"batchscope-notes\", \"version\": 1}", BS_ERROR_CORRUPT, "next_id" },
    { HEAD ", \"notes\": 3}", BS_ERROR_SYNTAX, "“notes” is no list" },
    { HEAD ", \"notes\": [3]}", BS_ERROR_SYNTAX, "n:1: $.notes[0]: an object" },
    { HEAD ", \"notes\": [{\"id\": 1, \"created\": \"x\"}]}", BS_ERROR_SYNTAX,
      "“text” is missing" },
    { HEAD ", \"notes\": [{\"id\": 1, \"text\": 3}]}", BS_ERROR_SYNTAX, "“text” is no string" },
    { HEAD ", \"notes\": [{\"id\": -1}]}", BS_ERROR_RANGE, "whole number" },
    { HEAD ", \"notes\": [{\"id\": 9, \"text\": \"x\", \"created\": \"x\"}]}", BS_ERROR_CORRUPT,
      "not a new one" },
    { HEAD ",\n \"notes\": [{\"id\": 2, \"text\": \"x\", \"created\": \"x\"},\n"
           "{\"id\": 2, \"text\": \"x\", \"created\": \"x\"}]}",
      BS_ERROR_CORRUPT, "n:3: $.notes[1]: the number 2" },
    { HEAD ", \"notes\": [{\"id\": 1, \"text\": \"x\", \"created\": \"x\", \"node\": 1}]}",
      BS_ERROR_CORRUPT, "not clear" },
    { HEAD ", \"notes\": [], \"notes\": []}", BS_ERROR_SYNTAX, "“notes” is there twice" },
    { HEAD ", \"notes\": [{\"id\": 1, \"text\": \"x\", \"created\": \"x\"}],"
           " \"bookmarks\": [{\"id\": 1, \"decision\": 1}]}",
      BS_ERROR_CORRUPT, "not a new one" },
    { HEAD ", \"breakpoints\": [{\"id\": 1, \"predicate\": \"x\", \"enabled\": 1}]}",
      BS_ERROR_SYNTAX, "neither true nor false" },
    { HEAD ", \"tables\": [\"{}\"]}", BS_ERROR_CORRUPT, "$.tables[0]" },
    { HEAD ", \"branches\": [{\"id\": 1, \"name\": \"a\", \"type\": \"t\", \"decision\": 1,"
           " \"batches\": 1, \"created\": \"x\", \"policy\": \"/etc/passwd\"}]}",
      BS_ERROR_RANGE, "“policy” is none" },
    { HEAD ", \"branches\": [{\"id\": 1, \"name\": \"a\", \"type\": \"t\", \"decision\": 1,"
           " \"batches\": 1, \"created\": \"x\", \"table\": 0}]}",
      BS_ERROR_CORRUPT, "no table 0" },
    { HEAD ", \"branches\": [{\"id\": 1, \"name\": \"a\", \"type\": \"t\", \"decision\": 1,"
           " \"batches\": 1, \"created\": \"x\", \"parent\": \"a\"}]}",
      BS_ERROR_CORRUPT, "no branch “a” stands before it" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bs_sidecar_parse ("n", texts[i].text, strlen (texts[i].text), &error));
      bs_assert_error_contains (error, texts[i].code, texts[i].part);
    }
}

/* Of the right trace, but about what it does not have; or no file at all. */
static void
test_places (void)
{
  g_autofree char *path = record ("p.bscope", 6);
  g_autofree char *notes = g_strconcat (path, BS_SIDECAR_SUFFIX, NULL);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autofree char *identity = bs_trace_identify (trace);
  static const char *const items[] = {
    "\"notes\": [{\"id\": 1, \"text\": \"x\", \"created\": \"x\", \"decision\": 70000}]",
    "\"notes\": [{\"id\": 1, \"text\": \"x\", \"created\": \"x\", \"mini_batch\": 9, "
    "\"node\": 0}]",
    "\"bookmarks\": [{\"id\": 1, \"decision\": 70000}]"
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD ", \"trace\": \"%s\", %s}", identity, items[i]);

      g_file_set_contents (notes, text, -1, NULL);
      g_assert_null (bs_sidecar_load (trace, &error));
      bs_assert_error_contains (error, BS_ERROR_CORRUPT, "p.bscope-notes: ");
      g_clear_error (&error);
    }
  g_unlink (notes);
  g_mkdir (notes, 0700);
  g_assert_null (bs_sidecar_load (trace, &error));
  bs_assert_error_contains (error, BS_ERROR_IO, "not a regular file");
  g_rmdir (notes);
  forget (path);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_add_func ("/sidecar/round-trip", test_round_trip);
  g_test_add_func ("/sidecar/edits", test_edits);
  g_test_add_func ("/sidecar/two-writers", test_two_writers);
  g_test_add_func ("/sidecar/many-writers", test_many_writers);
  g_test_add_func ("/sidecar/identity", test_identity);
  g_test_add_func ("/sidecar/elsewhere", test_elsewhere);
  g_test_add_func ("/sidecar/branches", test_branches);
  g_test_add_func ("/sidecar/refused", test_refused);
  g_test_add_func ("/sidecar/texts", test_texts);
  g_test_add_func ("/sidecar/places", test_places);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
