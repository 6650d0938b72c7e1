/* SPDX-License-Identifier: Apache-2.0 */
/* Breakpoints, bookmarks and searches: what is found and kept, undone and done again, while another
 * program changes the same file or nothing can be written. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/window/model/breakpoints.h"
#include "app/window/model/remarks.h"
#include "app/window/parts/predicate-words.h"
#include "profiles/query/predicate.h"
#include "tests/window/fixture.h"

typedef struct
{
  char *folder;
  BsTrace *trace;
  BsNotebook *notebook;
  BsUndo *undo;
  BsBreakpoints *breakpoints;
  BsRemarks *bookmarks;
  char *failed;
} Models;

static void
failed_cb (BsNotebook *notebook, const char *message, Models *self)
{
  g_free (self->failed);
  self->failed = g_strdup (message);
}

static gboolean
is_busy (Models *self)
{
  return bs_notebook_get_busy (self->notebook) || bs_breakpoints_get_busy (self->breakpoints);
}

static void
settle (Models *self)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (is_busy (self) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  /* What is united in a thread comes last. */
  test_spin (20);
  g_assert_false (is_busy (self));
}

static void
open_models (Models *self)
{
  self->notebook = bs_notebook_new (self->trace);
  self->undo = bs_undo_new ();
  self->breakpoints = bs_breakpoints_new (self->notebook, self->undo);
  self->bookmarks = bs_remarks_new (BS_REMARK_BOOKMARK, self->notebook, self->undo);
  bs_breakpoints_set_trace (self->breakpoints, self->trace);
  g_signal_connect (self->notebook, "failed", G_CALLBACK (failed_cb), self);
  settle (self);
}

static void
close_models (Models *self)
{
  g_clear_pointer (&self->failed, g_free);
  g_assert_finalize_object (self->breakpoints);
  g_assert_finalize_object (self->bookmarks);
  g_assert_finalize_object (self->undo);
  g_assert_finalize_object (self->notebook);
}

static void
set_up (Models *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("batchscope-breakpoints-XXXXXX", NULL);
  self->trace = test_make_trace (3);
  self->trace->path = g_build_filename (self->folder, "run.bscope", NULL);
  open_models (self);
}

static void
tear_down (Models *self, gconstpointer data)
{
  g_autofree char *notes = g_strconcat (self->trace->path, BS_SIDECAR_SUFFIX, NULL);

  close_models (self);
  bs_trace_unref (self->trace);
  g_remove (notes);
  g_rmdir (notes);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
}

static GArray *
find_all (const BsTrace *trace, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPredicate) predicate = bs_predicate_new (text, &error);
  GArray *found = predicate != NULL ? bs_predicate_find_all (predicate, trace, NULL, &error) : NULL;

  g_assert_no_error (error);
  return found;
}

static void
assert_same (const GArray *a, const GArray *b)
{
  g_assert_nonnull (a);
  g_assert_cmpmem (a->data, a->len * sizeof (guint32), b->data, b->len * sizeof (guint32));
}

static BsBreakpointItem *
get_breakpoint (Models *self, guint position)
{
  g_autoptr (BsBreakpointItem)
      item = g_list_model_get_item (G_LIST_MODEL (self->breakpoints), position);

  return item;
}

static guint
count (gpointer model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static void
test_hits (Models *self, gconstpointer data)
{
  const char *const texts[] = { "type = 'internal'", "batch_size < 4", "type = 'internal' AND 0",
                                "state LIKE '%leaf%' OR decision = 3" };
  g_autoptr (GArray) all = NULL;
  g_autoptr (GString) any = g_string_new ("0");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      bs_breakpoints_add (self->breakpoints, texts[i]);
      g_string_append_printf (any, " OR (%s)", texts[i]);
    }
  settle (self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GArray) expected = find_all (self->trace, texts[i]);

      assert_same (
          bs_finder_get_decisions (bs_breakpoint_item_get_finder (get_breakpoint (self, i))),
          expected);
    }

  all = find_all (self->trace, any->str);
  g_assert_cmpuint (all->len, >, 2);
  assert_same (bs_breakpoints_get_hits (self->breakpoints), all);
  for (guint32 from = 0; from <= self->trace->n_decisions + 1; from++)
    for (gboolean forward = FALSE; forward <= TRUE; forward++)
      {
        g_autoptr (BsPredicate) predicate = bs_predicate_new (any->str, NULL);
        guint32 next;

        g_assert_true (
            bs_predicate_next (predicate, self->trace, from, forward, &next, NULL, NULL));
        g_assert_cmpuint (bs_breakpoints_next (self->breakpoints, from, forward), ==, next);
        g_assert_cmpuint (bs_decisions_next (all, from, forward), ==, next);
      }

  /* Those switched off do not count. */
  bs_breakpoints_enable (self->breakpoints, get_breakpoint (self, 1), FALSE);
  bs_breakpoints_enable (self->breakpoints, get_breakpoint (self, 3), FALSE);
  settle (self);
  g_assert_cmpuint (bs_breakpoints_count_enabled (self->breakpoints), ==, 2);
  g_clear_pointer (&all, g_array_unref);
  all = find_all (self->trace, texts[0]);
  assert_same (bs_breakpoints_get_hits (self->breakpoints), all);
  g_assert_true (bs_breakpoints_at (self->breakpoints, g_array_index (all, guint32, 0))
                 == get_breakpoint (self, 0));
  g_assert_cmpuint (bs_breakpoints_next (self->breakpoints, 0, TRUE), ==,
                    g_array_index (all, guint32, 0));
}

/* What is wrong is said, underlined where it is, and never stops anything. */
static void
test_broken (Models *self, gconstpointer data)
{
  const struct
  {
    const char *text, *word;
  } broken[] = {
    { "tpye = 'word'", "tpye" },
    { "batch_size <", "<" },
    { "type = 'word", "'word" },
    { "(batch_size < 8", "(" },
    { "batch_size < 8)", ")" },
    { "SELECT 1", NULL },
    { "nowhere (3)", NULL },
    { "decision = 1; DROP TABLE x", ";" },
    { "größe > 1 AND q_margn < 2", NULL },
    { "type = 'word' AND sise > 3", "sise" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      BsBreakpointItem *item = bs_breakpoints_add (self->breakpoints, broken[i].text);
      BsFinder *finder = bs_breakpoint_item_get_finder (item);

      settle (self);
      g_test_message ("%s: %s", broken[i].text, bs_finder_get_message (finder));
      g_assert_nonnull (bs_finder_get_message (finder));
      g_assert_null (bs_finder_get_decisions (finder));
      if (broken[i].word != NULL)
        {
          g_autofree char *word = NULL;
          guint start, end;

          g_assert_cmpint (bs_finder_get_where (finder), >=, 0);
          bs_predicate_word_span (broken[i].text, bs_finder_get_where (finder), &start, &end);
          word = g_strndup (broken[i].text + start, end - start);
          g_assert_cmpstr (word, ==, broken[i].word);
        }
      g_assert_cmpuint (bs_breakpoints_next (self->breakpoints, 0, TRUE), ==, 0);
    }
  g_assert_null (bs_breakpoints_get_hits (self->breakpoints));

  /* Mended, it finds. */
  bs_breakpoints_edit (self->breakpoints, get_breakpoint (self, 0), "decision = 2");
  settle (self);
  g_assert_null (bs_finder_get_message (bs_breakpoint_item_get_finder (get_breakpoint (self, 0))));
  g_assert_cmpuint (bs_breakpoints_next (self->breakpoints, 0, TRUE), ==, 2);
}

static void
test_kept (Models *self, gconstpointer data)
{
  g_autoptr (BsSidecar) sidecar = NULL;

  bs_breakpoints_add (self->breakpoints, "decision = 4");
  bs_breakpoints_add (self->breakpoints, "decision = 5");
  bs_breakpoints_add (self->breakpoints, "decision = 6");
  bs_breakpoints_enable (self->breakpoints, get_breakpoint (self, 1), FALSE);
  bs_breakpoints_edit (self->breakpoints, get_breakpoint (self, 0), "decision = 7");
  bs_breakpoints_remove (self->breakpoints, get_breakpoint (self, 2));
  g_assert_true (bs_remarks_toggle (self->bookmarks, 9));
  g_assert_true (bs_remarks_toggle (self->bookmarks, 3));
  g_assert_false (bs_remarks_toggle (self->bookmarks, 9));
  bs_remarks_edit (self->bookmarks, bs_remarks_at (self->bookmarks, 3), " here\nand there ");
  settle (self);
  g_assert_null (self->failed);

  sidecar = bs_sidecar_load (self->trace, NULL);
  g_assert_nonnull (sidecar);
  g_assert_cmpuint (sidecar->breakpoints->len, ==, 2);
  g_assert_cmpuint (sidecar->bookmarks->len, ==, 1);
  close_models (self);

  open_models (self);
  g_assert_cmpuint (count (self->breakpoints), ==, 2);
  g_assert_cmpstr (bs_breakpoint_item_get_predicate (get_breakpoint (self, 0)), ==, "decision = 7");
  g_assert_true (bs_breakpoint_item_get_enabled (get_breakpoint (self, 0)));
  g_assert_false (bs_breakpoint_item_get_enabled (get_breakpoint (self, 1)));
  g_assert_cmpuint (count (self->bookmarks), ==, 1);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (self->bookmarks, 3)), ==, "here and there");
}

static char *
state_of (Models *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < count (self->breakpoints); i++)
    g_string_append_printf (out, "%s%s;",
                            bs_breakpoint_item_get_enabled (get_breakpoint (self, i)) ? "+" : "-",
                            bs_breakpoint_item_get_predicate (get_breakpoint (self, i)));
  for (guint i = 0; i < count (self->bookmarks); i++)
    {
      g_autoptr (BsRemark) item = g_list_model_get_item (G_LIST_MODEL (self->bookmarks), i);
      const char *name = bs_remark_get_text (item);

      g_string_append_printf (out, "%u %s;", bs_remark_get_decision (item),
                              name != NULL ? name : "");
    }

  return g_string_free (out, FALSE);
}

static void
do_step (Models *self, guint step)
{
  switch (step)
    {
    case 0:
      bs_breakpoints_add (self->breakpoints, "decision = 1");
      break;
    case 1:
      bs_breakpoints_add (self->breakpoints, "decision = 2");
      break;
    case 2:
      bs_breakpoints_enable (self->breakpoints, get_breakpoint (self, 0), FALSE);
      break;
    case 3:
      bs_breakpoints_edit (self->breakpoints, get_breakpoint (self, 1), "decision = 3");
      break;
    case 4:
      bs_remarks_toggle (self->bookmarks, 2);
      break;
    case 5:
      bs_remarks_edit (self->bookmarks, bs_remarks_at (self->bookmarks, 2), "a name");
      break;
    case 6:
      bs_breakpoints_remove (self->breakpoints, get_breakpoint (self, 0));
      break;
    default:
      bs_remarks_toggle (self->bookmarks, 2);
      break;
    }
}

/* What another program keeps is shown without asking. */
static void
test_watched (Models *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsSidecar) other = NULL;

  settle (self);
  g_assert_cmpuint (bs_notebook_get_sidecar (self->notebook)->bookmarks->len, ==, 0);
  other = bs_sidecar_load (self->trace, &error);
  g_assert_no_error (error);
  bs_sidecar_add_bookmark (other, 2, "elsewhere", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 500 && bs_notebook_get_sidecar (self->notebook)->bookmarks->len == 0; i++)
    test_spin (20);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->bookmarks)), ==, 1);
}

/* Notes are those of the command line; what is about a node is left alone. */
static void
test_notes (Models *self, gconstpointer data)
{
  g_autoptr (BsRemarks) notes = bs_remarks_new (BS_REMARK_NOTE, self->notebook, self->undo);
  g_autoptr (BsSidecar) other = NULL;
  BsNote note = { .text = (char *) "of a node", .mini_batch = 0, .node = 1 };

  settle (self);
  other = bs_sidecar_load (self->trace, NULL);
  g_assert_true (bs_sidecar_add_note (other, &note, NULL, NULL));
  note = (BsNote){ .text = (char *) "theirs", .decision = 4, .node = G_MAXUINT32 };
  g_assert_true (bs_sidecar_add_note (other, &note, NULL, NULL));
  bs_remarks_write (notes, 2, " two\nlines\n");
  settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (notes)), ==, 2);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 4)), ==, "theirs");
  bs_remarks_write (notes, 4, "ours");
  bs_remarks_write (notes, 2, "  ");
  g_assert_null (bs_remarks_at (notes, 2));
  bs_undo_undo (self->undo);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 2)), ==, "two\nlines");
  bs_undo_undo (self->undo);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 4)), ==, "theirs");
  bs_undo_redo (self->undo);
  settle (self);
  g_assert_null (self->failed);

  g_clear_pointer (&other, bs_sidecar_free);
  other = bs_sidecar_load (self->trace, NULL);
  g_assert_cmpuint (other->notes->len, ==, 3);
  g_assert_cmpstr (((BsNote *) other->notes->pdata[0])->text, ==, "of a node");
  g_assert_cmpstr (((BsNote *) other->notes->pdata[1])->text, ==, "ours");
  g_assert_nonnull (((BsNote *) other->notes->pdata[1])->changed);
  g_assert_cmpstr (((BsNote *) other->notes->pdata[2])->text, ==, "two\nlines");
}

/* All the way back and on again, and what is kept is what is seen. */
static void
test_undo (Models *self, gconstpointer data)
{
  char *states[9];

  states[0] = state_of (self);
  for (guint i = 0; i < 8; i++)
    {
      do_step (self, i);
      states[i + 1] = state_of (self);
      g_assert_cmpstr (states[i + 1], !=, states[i]);
      g_assert_nonnull (bs_undo_get_label (self->undo, FALSE));
    }
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 8; i > 0; i--)
        {
          g_autofree char *state = NULL;

          g_assert_true (bs_undo_undo (self->undo));
          if (i % 3 == 0)
            settle (self);
          state = state_of (self);
          g_assert_cmpstr (state, ==, states[i - 1]);
        }
      g_assert_false (bs_undo_undo (self->undo));
      for (guint i = 0; i < 8; i++)
        {
          g_autofree char *state = NULL;

          g_assert_true (bs_undo_redo (self->undo));
          state = state_of (self);
          g_assert_cmpstr (state, ==, states[i + 1]);
        }
      g_assert_false (bs_undo_redo (self->undo));
    }

  /* Something new ends what can be done again. */
  bs_undo_undo (self->undo);
  bs_remarks_toggle (self->bookmarks, 7);
  g_assert_null (bs_undo_get_label (self->undo, TRUE));
  settle (self);
  g_free (states[0]);
  states[0] = state_of (self);
  close_models (self);
  open_models (self);
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *state = i == 0 ? state_of (self) : NULL;

      if (i == 0)
        g_assert_cmpstr (state, ==, states[0]);
      g_free (states[i]);
    }
}

/* What another program writes meanwhile stays, and comes with the next change. */
static void
test_other_program (Models *self, gconstpointer data)
{
  g_autoptr (BsSidecar) other = NULL;
  g_autofree char *state = NULL;
  guint32 id;

  bs_breakpoints_add (self->breakpoints, "decision = 1");
  bs_breakpoints_add (self->breakpoints, "decision = 2");
  bs_remarks_toggle (self->bookmarks, 4);
  settle (self);

  other = bs_sidecar_load (self->trace, NULL);
  id = ((BsBreakpoint *) other->breakpoints->pdata[0])->id;
  g_assert_true (bs_sidecar_remove (other, id, NULL));
  id = ((BsBreakpoint *) other->breakpoints->pdata[0])->id;
  g_assert_true (bs_sidecar_edit_breakpoint (other, id, "decision = 8", NULL));
  g_assert_true (bs_sidecar_enable_breakpoint (other, id, FALSE, NULL));
  g_assert_true (bs_sidecar_add_breakpoint (other, "decision = 9", NULL, NULL));
  g_assert_true (bs_sidecar_add_bookmark (other, 2, "theirs", NULL, NULL));
  g_assert_true (bs_sidecar_rename_bookmark (other, ((BsBookmark *) other->bookmarks->pdata[0])->id,
                                             "ours", NULL));

  /* Removed here and there: no matter. */
  bs_breakpoints_remove (self->breakpoints, get_breakpoint (self, 0));
  settle (self);
  g_assert_null (self->failed);
  state = state_of (self);
  g_assert_cmpstr (state, ==, "-decision = 8;+decision = 9;2 theirs;4 ours;");
}

static void
test_unwritable (Models *self, gconstpointer data)
{
  g_autofree char *notes = g_strconcat (self->trace->path, BS_SIDECAR_SUFFIX, NULL);

  /* A folder stands where the file would be. */
  g_assert_cmpint (g_mkdir (notes, 0700), ==, 0);
  bs_breakpoints_add (self->breakpoints, "decision = 3");
  bs_remarks_toggle (self->bookmarks, 5);
  settle (self);
  g_assert_nonnull (self->failed);

  /* It is said, and all works until the window is closed. */
  g_assert_cmpuint (bs_breakpoints_next (self->breakpoints, 0, TRUE), ==, 3);
  g_assert_nonnull (bs_remarks_at (self->bookmarks, 5));
  bs_breakpoints_enable (self->breakpoints, get_breakpoint (self, 0), FALSE);
  settle (self);
  g_assert_cmpuint (bs_breakpoints_next (self->breakpoints, 0, TRUE), ==, 0);
  bs_breakpoints_remove (self->breakpoints, get_breakpoint (self, 0));
  settle (self);
  g_assert_cmpuint (count (self->breakpoints), ==, 0);
  g_assert_true (bs_undo_undo (self->undo));
  settle (self);
  g_assert_cmpuint (count (self->breakpoints), ==, 1);
}

/* Another trace in its place is looked through anew. */
static void
test_other_trace (Models *self, gconstpointer data)
{
  g_autoptr (BsTrace) other = test_make_trace (7);
  g_autoptr (GArray) expected = find_all (other, "batch_size > 3");

  bs_breakpoints_add (self->breakpoints, "batch_size > 3");
  settle (self);
  bs_breakpoints_set_trace (self->breakpoints, other);
  settle (self);
  assert_same (bs_breakpoints_get_hits (self->breakpoints), expected);
}

static char *
complete (BsTrace *trace, const char *text, gboolean all, glong *start)
{
  g_autoptr (GPtrArray)
      words = bs_predicate_words_at (trace, text, g_utf8_strlen (text, -1), all, start);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (out, "%s ", ((BsPredicateWord *) words->pdata[i])->word);
  return g_string_free (out, FALSE);
}

static void
test_completion (void)
{
  g_autoptr (BsTrace) trace = test_make_trace (1);
  const struct
  {
    const char *text;
    gboolean all;
    const char *words;
    glong start;
  } cases[] = {
    { "ty", FALSE, "type ", 0 },
    { "batch_size < 8 AND n_r", FALSE, "n_ready ", 19 },
    { "mini", FALSE, "mini_batch ", 0 },
    { "size", FALSE, "batch_size ", 0 },
    { "type", FALSE, "", 0 },
    { "type = ", FALSE, "", 7 },
    { "batch_size < 8", FALSE, "", 13 },
    { "type = 'le", FALSE, "'leaf' ", 7 },
    { "type IN ('leaf', 'lo", FALSE, "'loss' ", 17 },
    { "type NOT LIKE 'int", FALSE, "'internal' ", 14 },
    { "score = 'x", FALSE, "", 8 },
    { "type = 'leaf' an", FALSE, "", 14 },
    { "type = 'leaf' and", FALSE, "", 14 },
    { "batch_size i", FALSE, "", 11 },
    { "type = 'leaf' AND rea", FALSE, "reason ready reachable n_ready ", 18 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      glong start;
      g_autofree char *words = complete (trace, cases[i].text, cases[i].all, &start);

      g_assert_cmpstr (words, ==, cases[i].words);
      g_assert_cmpint (start, ==, cases[i].start);
    }
}

#define ADD(path, function)                                                                        \
  g_test_add ("/window/breakpoints/" path, Models, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  ADD ("hits", test_hits);
  ADD ("broken", test_broken);
  ADD ("kept", test_kept);
  ADD ("watched", test_watched);
  ADD ("notes", test_notes);
  ADD ("undo", test_undo);
  ADD ("other-program", test_other_program);
  ADD ("unwritable", test_unwritable);
  ADD ("other-trace", test_other_trace);
  g_test_add_func ("/window/breakpoints/completion", test_completion);
  return g_test_run ();
}
