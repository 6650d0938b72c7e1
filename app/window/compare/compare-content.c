/* SPDX-License-Identifier: Apache-2.0 */
/* What the Compare page shows of a comparison: cards, bars, tables. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page-private.h"
#include "app/window/parts/format.h"
#include "profiles/comparison/comparison-tables.h"
#include "viz/compare/run-badge.h"

/* What stands on cards; the table of all runs has all. Of what did not run there is not much to say. */
static gboolean
has_card (const BsSummaryFigure *figure)
{
  switch (figure->figure)
    {
    case BS_FIGURE_EXECUTE_NS:
    case BS_FIGURE_GATHER_BYTES:
    case BS_FIGURE_SCATTERS:
    case BS_FIGURE_SCATTER_BYTES:
      return FALSE;
    case BS_FIGURE_GATHERS:
    case BS_FIGURE_LOSS:
      return figure->base != NULL && figure->value != NULL;
    default:
      return TRUE;
    }
}

static const BsSummaryFigure *
find_figure (const GPtrArray *summary, BsFigure figure)
{
  for (guint i = 0; i < summary->len; i++)
    if (((BsSummaryFigure *) summary->pdata[i])->figure == figure)
      return summary->pdata[i];

  return NULL;
}

static GtkWidget *
label_new (const char *text, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  for (guint i = 0; classes[i] != NULL; i++)
    gtk_widget_add_css_class (label, classes[i]);
  return label;
}

static const char *
verdict_class (BsVerdict verdict)
{
  return verdict == BS_VERDICT_BETTER  ? "success"
         : verdict == BS_VERDICT_WORSE ? "error"
                                       : "dim-label";
}

/* What changed: by how much, and in a word whether that is good. */
static void
add_change (GtkWidget *card, const BsSummaryFigure *figure)
{
  const char *change[] = { "caption", "numeric", verdict_class (figure->verdict), NULL };
  g_autoptr (GString) text = g_string_new (BS_LEFT_TO_RIGHT);
  GtkWidget *label;

  g_string_append (text, figure->difference);
  if (figure->relative != NULL)
    g_string_append_printf (text, "  %s", figure->relative);
  if (g_str_equal (figure->remark, bs_verdict_to_text (figure->verdict)))
    g_string_append_printf (text, "  %s", figure->remark);
  label = label_new (text->str, change);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (card), label);
}

/* @more: (nullable): a line below. */
static GtkWidget *
make_card (const BsSummaryFigure *figure, const char *more)
{
  static const char *const title[] = { "caption", "dim-label", NULL };
  static const char *const old[] = { "figure", "numeric", "dim-label", NULL };
  static const char *const now[] = { "figure", "numeric", "now", NULL };
  const char *words_class[] = { "caption", verdict_class (figure->verdict), NULL };
  static const char *const small[] = { "caption", "numeric", "dim-label", NULL };
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *base = figure->base != NULL ? figure->base : "\342\200\223";
  const char *value = figure->value != NULL ? figure->value : "\342\200\223";
  gboolean changed = figure->difference != NULL && figure->verdict != BS_VERDICT_SAME;
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");
  GtkWidget *label;
  g_autofree char *spoken = g_strdup_printf (_ ("%s: %s, then %s. %s %s"), figure->title, base,
                                             value, changed ? figure->difference : "",
                                             figure->remark);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "summary-card");
  gtk_widget_add_css_class (arrow, "dim-label");
  /* What stayed is said once. */
  gtk_widget_set_visible (arrow, figure->verdict != BS_VERDICT_SAME || !g_str_equal (base, value));
  if (gtk_widget_get_visible (arrow))
    gtk_box_append (GTK_BOX (row), label_new (base, old));
  gtk_box_append (GTK_BOX (row), arrow);
  gtk_box_append (GTK_BOX (row), label_new (value, now));
  gtk_box_append (GTK_BOX (card), label_new (figure->title, title));
  gtk_box_append (GTK_BOX (card), row);
  if (changed)
    add_change (card, figure);
  if (!changed || !g_str_equal (figure->remark, bs_verdict_to_text (figure->verdict)))
    {
      label = label_new (figure->remark, words_class);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (card), label);
    }
  if (more != NULL)
    gtk_box_append (GTK_BOX (card), label_new (more, small));
  gtk_widget_set_tooltip_text (card, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return card;
}

static void
show_cards (BsComparePage *self, const GPtrArray *summary)
{
  bs_card_box_clear (self->cards);
  for (guint i = 0; i < summary->len; i++)
    {
      const BsSummaryFigure *figure = summary->pdata[i];
      const BsSummaryFigure *bytes = figure->figure == BS_FIGURE_GATHERS
                                         ? find_figure (summary, BS_FIGURE_GATHER_BYTES)
                                         : NULL;
      g_autofree char *more = bytes != NULL && bytes->base != NULL && bytes->value != NULL
                                      && bytes->verdict != BS_VERDICT_SAME
                                  ? g_strdup_printf ("%s%s \342\200\272 %s", BS_LEFT_TO_RIGHT,
                                                     bytes->base, bytes->value)
                                  : NULL;

      if (has_card (figure))
        bs_card_box_append (self->cards, make_card (figure, more));
    }
}

/* The tables of the command line, of the run that is looked at. */
typedef struct
{
  BsComparison *comparison;
  BsComparisonPart part;
} Twin;

static void
twin_free (gpointer data)
{
  bs_comparison_free (((Twin *) data)->comparison);
  g_free (data);
}

static BsTable *
make_twin (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
           GError **error)
{
  const Twin *twin = data;

  return bs_comparison_tabulate (twin->comparison, twin->part, FALSE);
}

static void
set_twin (BsViewFrame *frame, BsComparison *comparison, BsComparisonPart part)
{
  Twin *twin = g_new0 (Twin, 1);

  twin->comparison = bs_comparison_ref (comparison);
  twin->part = part;
  bs_view_frame_set_table (frame, make_twin, FALSE, twin, twin_free);
}

/* What is a table already. */
static BsTable *
share_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
             GError **error)
{
  return bs_table_ref ((BsTable *) data);
}

static char *
title_of_column (const BsTable *table, guint column, gpointer user_data)
{
  BsComparePage *self = user_data;
  const char *name = bs_table_get_column_name (table, column);
  BsCompareFigures *figures = bs_compare_model_get_figures (bs_compare_page_get_model (self));
  char letter[16];

  if (figures == NULL || column == 0)
    return g_strdup (column == 0 ? _ ("Figure") : name);
  if (g_str_equal (name, "base"))
    return g_strdup (bs_run_letter (letter, 0));
  if (g_str_equal (name, "value"))
    return g_strdup (bs_run_letter (letter, figures->run));
  if (g_str_equal (name, "difference"))
    return g_strdup (_ ("Difference"));

  return NULL;
}

static char *
title_of_run (const BsTable *table, guint column, gpointer user_data)
{
  char letter[16];

  return column == 0 ? g_strdup (_ ("Figure"))
                     : g_strdup_printf ("%s  %s", bs_run_letter (letter, column - 1),
                                        bs_table_get_column_name (table, column));
}

static GtkWidget *
make_number (const BsTable *table, guint column, gpointer user_data)
{
  GtkWidget *label;

  if (column == 0)
    return NULL;

  label = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (label), 1.0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
bind_number (GtkWidget *cell, const BsTable *table, guint row, guint column, gpointer user_data)
{
  const char *text = bs_table_is_missing (table, row, column)
                         ? "\342\200\223"
                         : bs_table_peek_text (table, row, column);
  g_autofree char *shown = g_strconcat (BS_LEFT_TO_RIGHT, text, NULL);

  gtk_label_set_label (GTK_LABEL (cell), shown);
}

static const BsTableCells memory_cells = { title_of_column, make_number, bind_number, TRUE };
static const BsTableCells totals_cells = { title_of_run, make_number, bind_number, TRUE };

/* As high as its rows: the page scrolls, and not the table. */
static void
show_table (BsDataTable *table, BsViewFrame *frame, const BsTableCells *cells, BsComparePage *self,
            BsTable *rows)
{
  guint n = bs_table_get_n_rows (rows);

  bs_data_table_set_cells (table, cells, self);
  bs_data_table_set_compact (table, n <= 24);
  gtk_widget_set_size_request (GTK_WIDGET (table), -1, (int) (44 + MIN (n, 10) * 33));
  bs_data_table_take_table (table, NULL);
  bs_data_table_take_table (table, bs_table_ref (rows));
  bs_view_frame_set_table (frame, share_table, FALSE, bs_table_ref (rows),
                           (GDestroyNotify) bs_table_unref);
}

static void
show_pairs (BsComparePage *self, const BsCompareFigures *figures)
{
  BsTypeTable *types = figures->comparison->types;
  BsPairsOf what = BS_PAIRS_BATCHES;

  for (guint i = 0; i < G_N_ELEMENTS (self->pairs_toggles); i++)
    if (gtk_toggle_button_get_active (self->pairs_toggles[i]))
      what = i;
  bs_pairs_canvas_set (self->types, figures->pairs[what], types);
  bs_view_frame_set_subtitle (
      self->types_frame, what == BS_PAIRS_TIME && figures->is_predicted ? _ ("predicted") : NULL);
  set_twin (self->types_frame, figures->comparison, BS_COMPARISON_TYPE);
}

static void
show_words (BsComparePage *self, const BsCompareFigures *figures)
{
  g_autoptr (GString) text = g_string_new (figures->remark);

  if (figures->problem != NULL)
    g_string_append_printf (text, "%s%s.", text->len > 0 ? "\n" : "", figures->problem);
  gtk_label_set_label (self->info_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->info_bar), text->len > 0);
}

static char *
describe_alignment (const BsCompareFigures *figures)
{
  const BsPairing *pairing = &figures->comparison->pairings[figures->run];
  const BsDetour *first = bs_comparison_first_detour (figures->comparison, figures->run);
  const BsRun *base = bs_comparison_get_run (figures->comparison, 0);
  g_autofree char *n = NULL, *number = NULL;

  if (pairing->n_same_graphs == 0)
    return g_strdup (_ ("their graphs are not the same"));
  if (first == NULL)
    return g_strdup (_ ("both do the same throughout"));
  n = bs_format_count (pairing->detours->len);
  number = bs_format_count ((guint64) base->mini_batches[first->mini_batch].first_number
                            + first->base_first - 1);
  if (base->mini_batches[first->mini_batch].first_number + first->base_first == 1)
    return g_strdup_printf (ngettext ("they part %s time, from the first decision on",
                                      "they part %s times, from the first decision on",
                                      pairing->detours->len),
                            n);

  /* Translators: a decision; how often the runs part */
  return g_strdup_printf (ngettext ("equal up to decision %s; they part %s time",
                                    "equal up to decision %s; they part %s times",
                                    pairing->detours->len),
                          number, n);
}

static void
show_strips (BsComparePage *self, const BsCompareFigures *figures)
{
  const BsRun *base = bs_comparison_get_run (figures->comparison, 0);
  const BsRun *own = bs_comparison_get_run (figures->comparison, figures->run);
  guint32 n = MAX (base->n_mini_batches, own->n_mini_batches);
  const BsDetour *first = bs_comparison_first_detour (figures->comparison, figures->run);
  guint32 wanted = (guint32) gtk_spin_button_get_value_as_int (self->mini_batch);
  gboolean fresh = bs_strips_canvas_get_painter (self->strips) == NULL;
  g_autofree char *text = describe_alignment (figures);

  if ((fresh && first != NULL) || wanted >= n)
    wanted = first != NULL ? first->mini_batch : 0;
  self->following = TRUE;
  gtk_adjustment_set_upper (self->mini_batch_adjustment, n > 0 ? n - 1 : 0);
  gtk_spin_button_set_value (self->mini_batch, wanted);
  self->following = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->mini_batch), n > 1);
  bs_strips_canvas_set_comparison (self->strips, figures->comparison, figures->run, wanted);
  bs_view_frame_set_subtitle (self->strips_frame, text);
  set_twin (self->strips_frame, figures->comparison, BS_COMPARISON_DIVERGENCE);
}

/* Of what did not run there is nothing to set beside. */
static gboolean
both_ran (const BsCompareFigures *figures)
{
  return bs_comparison_get_run (figures->comparison, 0)->is_measured
         && bs_comparison_get_run (figures->comparison, figures->run)->is_measured;
}

void
bs_compare_page_show_figures (BsComparePage *self)
{
  const BsCompareFigures *figures = bs_compare_model_get_figures (bs_compare_page_get_model (self));
  gboolean any = figures != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->cards), any);
  gtk_widget_set_visible (self->strips_card, any);
  gtk_widget_set_visible (self->types_card, any);
  gtk_widget_set_visible (self->memory_card, any && both_ran (figures));
  gtk_widget_set_visible (self->phases_card, any && both_ran (figures));
  gtk_widget_set_visible (self->kernels_card, any && figures->kernels != NULL);
  gtk_widget_set_visible (self->totals_card, any && figures->comparison->runs->len > 2);
  gtk_widget_set_visible (GTK_WIDGET (self->report_button), any);
  if (!any)
    {
      bs_strips_canvas_set_comparison (self->strips, NULL, 0, 0);
      bs_pairs_canvas_set (self->types, NULL, NULL);
      bs_pairs_canvas_set (self->phases, NULL, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->info_bar), FALSE);
      return;
    }

  show_words (self, figures);
  show_cards (self, figures->summary);
  show_strips (self, figures);
  show_pairs (self, figures);
  bs_pairs_canvas_set (self->phases, figures->pairs[BS_PAIRS_PHASES], figures->comparison->types);
  set_twin (self->phases_frame, figures->comparison, BS_COMPARISON_PHASE);
  show_table (self->memory, self->memory_frame, &memory_cells, self, figures->memory);
  show_table (self->totals, self->totals_frame, &totals_cells, self, figures->totals);
  if (figures->kernels != NULL)
    {
      bs_data_table_take_table (self->kernels, bs_table_ref (figures->kernels));
      bs_view_frame_set_table (self->kernels_frame, share_table, FALSE,
                               bs_table_ref (figures->kernels), (GDestroyNotify) bs_table_unref);
    }
}

void
bs_compare_page_show_details (BsComparePage *self)
{
  BsCompareModel *model = bs_compare_page_get_model (self);
  BsStripsView view = bs_strips_canvas_get_view (self->strips);
  BsComparedSource *sources[2] = { bs_compare_model_get_base (model),
                                   bs_compare_model_get_looked_at (model) };

  bs_decision_pair_show (self->details, bs_strips_canvas_get_painter (self->strips), &view,
                         bs_compare_model_get_states (model), sources);
}
