/* SPDX-License-Identifier: Apache-2.0 */
/* Two policies, state by state. */
#include "config.h"

#include "app/window/compare/states-panel.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/compare/state-chips.h"
#include "app/window/parts/column-view.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"
#include "viz/compare/run-badge.h"

struct _BsStatesPanel
{
  GtkWidget parent_instance;

  BsViewFrame *frame;
  GtkDropDown *filter;
  BsDataTable *table;

  BsStateDifferences *states; /* (nullable) */
  GArray *rows;               /* (nullable) guint: which state a row is */
  guint run;
  gboolean settling;
};

enum
{
  GO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsStatesPanel, bs_states_panel, GTK_TYPE_WIDGET)

/* Heads of the columns of bs_state_differences_tabulate(): with the letter of the run. */
static const struct
{
  const char *name, *title;
  gboolean of_run;
} titles[] = {
  { "state", N_ ("State"), FALSE },
  { "base_takes", N_ ("%s takes"), FALSE },
  { "takes", N_ ("%s takes"), TRUE },
  { "base_q_margin", N_ ("Q margin %s"), FALSE },
  { "q_margin", N_ ("Q margin %s"), TRUE },
  { "base_decisions", N_ ("Reached %s"), FALSE },
  { "decisions", N_ ("Reached %s"), TRUE },
  /* Translators: batches that were left from there on */
  { "base_batches_to_go", N_ ("To go %s"), FALSE },
  { "batches_to_go", N_ ("To go %s"), TRUE },
  { "base_ns_to_go", N_ ("Time to go %s"), FALSE },
  { "ns_to_go", N_ ("Time to go %s"), TRUE },
  { "visits", N_ ("Visits"), FALSE },
  { "differs", N_ ("Differs"), FALSE },
};

static char *
make_title (const BsTable *table, guint column, gpointer user_data)
{
  BsStatesPanel *self = user_data;
  char letter[16];

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (bs_table_get_column_name (table, column), titles[i].name))
      {
        g_auto (GStrv) parts = g_strsplit (_ (titles[i].title), "%s", 2);

        return g_strjoinv (bs_run_letter (letter, titles[i].of_run ? self->run : 0), parts);
      }

  return NULL;
}

/* Inscriptions are laid out when they are drawn: of the hundreds of rows that a view prepares, few are. */
static GtkWidget *
make_inscription (guint n_chars)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), n_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), n_chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 0.0);
  return cell;
}

static GtkWidget *
make_cell (const BsTable *table, guint column, gpointer user_data)
{
  const char *name = bs_table_get_column_name (table, column);
  GtkWidget *box, *cell;

  if (g_str_equal (name, "state"))
    return bs_state_chips_new ();
  if (!g_str_has_suffix (name, "takes")
      && bs_table_get_column_kind (table, column) != BS_COLUMN_REAL)
    return NULL;

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  if (g_str_has_suffix (name, "takes"))
    {
      cell = make_inscription (7);
      gtk_box_append (GTK_BOX (box), bs_type_chip_new (17));
    }
  else
    {
      cell = make_inscription (9);
      gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), (float) bs_column_view_set_number (cell));
    }
  gtk_widget_set_hexpand (cell, TRUE);
  gtk_box_append (GTK_BOX (box), cell);
  return box;
}

static void
bind_cell (GtkWidget *cell, const BsTable *table, guint row, guint column, gpointer user_data)
{
  BsStatesPanel *self = user_data;
  guint index = self->rows != NULL && row < self->rows->len ? g_array_index (self->rows, guint, row)
                                                            : G_MAXUINT;
  const BsStateDifference *state;
  GtkWidget *chip = gtk_widget_get_first_child (cell), *words;
  guint type;

  if (BS_IS_STATE_CHIPS (cell))
    {
      bs_state_chips_set (BS_STATE_CHIPS (cell), self->states, index);
      return;
    }
  if (!BS_IS_TYPE_CHIP (chip))
    {
      double value = bs_table_get_real (table, row, column);
      g_autofree char *text = bs_table_is_missing (table, row, column) ? g_strdup ("\342\200\223")
                                                                       : bs_format_real (value, 2);

      gtk_inscription_set_text (GTK_INSCRIPTION (chip), text);
      return;
    }
  if (self->states == NULL || index == G_MAXUINT)
    return;

  state = self->states->states->pdata[index];
  words = gtk_widget_get_next_sibling (chip);
  type = state->takes[g_str_equal (bs_table_get_column_name (table, column), "takes")];
  gtk_widget_set_visible (chip, type != BS_STATE_NONE);
  if (type != BS_STATE_NONE)
    bs_type_chip_set (BS_TYPE_CHIP (chip), self->states->types, type, TRUE);
  gtk_inscription_set_text (GTK_INSCRIPTION (words), type != BS_STATE_NONE
                                                         ? self->states->types->types[type].name
                                                         : "\342\200\223");
}

static const BsTableCells cells = { make_title, make_cell, bind_cell };

static void
selected_cb (BsDataTable *table, guint row, BsStatesPanel *self)
{
  const BsStateDifference *state;
  guint side;

  if (self->settling || self->states == NULL || self->rows == NULL || row >= self->rows->len)
    return;

  state = self->states->states->pdata[g_array_index (self->rows, guint, row)];
  side = state->reached[0].mini_batch == G_MAXUINT32;
  if (state->reached[side].mini_batch != G_MAXUINT32)
    g_signal_emit (self, signals[GO], 0, side, state->reached[side].mini_batch,
                   state->reached[side].decision);
}

/* For files and the clipboard. */
typedef struct
{
  BsStateDifferences *states;
  BsStateFilter filter;
} Twin;

static void
twin_free (gpointer data)
{
  bs_state_differences_free (((Twin *) data)->states);
  g_free (data);
}

static BsTable *
make_twin (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
           GError **error)
{
  const Twin *twin = data;

  return bs_state_differences_tabulate (twin->states, twin->filter, NULL);
}

static void
show_subtitle (BsStatesPanel *self)
{
  const BsStateDifferences *states = self->states;
  g_autofree char *differ = NULL, *common = NULL, *text = NULL;
  g_autofree char *only_base = NULL, *only_run = NULL;
  char base[16], letter[16];

  if (states == NULL)
    {
      bs_view_frame_set_subtitle (self->frame, NULL);
      return;
    }
  if (states->n_common == 0 && states->n_only[0] > 0 && states->n_only[1] > 0)
    {
      bs_view_frame_set_subtitle (self->frame,
                                  _ ("their states are written in different ways: none is shared"));
      return;
    }
  differ = bs_format_count (states->n_differ);
  common = bs_format_count (states->n_common);
  only_base = bs_format_count (states->n_only[0]);
  only_run = bs_format_count (states->n_only[1]);
  /* Translators: how many states, and letters of runs */
  text = g_strdup_printf (
      _ ("%s of %s shared states choose another type; %s only in %s, %s only in %s"), differ,
      common, only_base, bs_run_letter (base, 0), only_run, bs_run_letter (letter, self->run));
  bs_view_frame_set_subtitle (self->frame, text);
}

static void
fill (BsStatesPanel *self)
{
  BsStateFilter filter = gtk_drop_down_get_selected (self->filter);
  Twin *twin;

  self->settling = TRUE;
  g_clear_pointer (&self->rows, g_array_unref);
  if (self->states != NULL)
    {
      BsTable *table = bs_state_differences_tabulate (self->states, filter, &self->rows);

      bs_data_table_take_table (self->table, NULL);
      bs_data_table_take_table (self->table, table);
      twin = g_new0 (Twin, 1);
      twin->states = bs_state_differences_ref (self->states);
      twin->filter = filter;
      bs_view_frame_set_table (self->frame, make_twin, FALSE, twin, twin_free);
    }
  else
    bs_data_table_take_table (self->table, NULL);
  self->settling = FALSE;
  show_subtitle (self);
}

static void
filter_cb (BsStatesPanel *self)
{
  fill (self);
}

static void
bs_states_panel_dispose (GObject *object)
{
  BsStatesPanel *self = BS_STATES_PANEL (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_STATES_PANEL);
  g_clear_pointer (&self->states, bs_state_differences_free);
  g_clear_pointer (&self->rows, g_array_unref);

  G_OBJECT_CLASS (bs_states_panel_parent_class)->dispose (object);
}

static void
bs_states_panel_class_init (BsStatesPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_states_panel_dispose;
  widget_class->focus = bs_focus_children;
  signals[GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_DATA_TABLE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/states-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsStatesPanel, frame);
  gtk_widget_class_bind_template_child (widget_class, BsStatesPanel, filter);
  gtk_widget_class_bind_template_child (widget_class, BsStatesPanel, table);
}

static void
bs_states_panel_init (BsStatesPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->run = 1;
  bs_focus_name_inner (self->filter);
  bs_view_frame_set_alone (self->frame);
  bs_data_table_set_cells (self->table, &cells, self);
  bs_data_table_set_label (self->table, _ ("Policy, state by state"));
  g_signal_connect (self->table, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->filter, "notify::selected", G_CALLBACK (filter_cb), self);
}

void
bs_states_panel_set (BsStatesPanel *self, BsStateDifferences *states, guint run)
{
  g_return_if_fail (BS_IS_STATES_PANEL (self));

  if (states != NULL)
    bs_state_differences_ref (states);
  g_clear_pointer (&self->states, bs_state_differences_free);
  self->states = states;
  self->run = MAX (run, 1);
  /* Tables that no run has followed are looked at for what they would do. */
  if (states != NULL && !states->has_runs
      && gtk_drop_down_get_selected (self->filter) == BS_STATES_REACHED)
    gtk_drop_down_set_selected (self->filter, BS_STATES_DIFFERING);
  fill (self);
}

void
bs_states_panel_select (BsStatesPanel *self, const char *text)
{
  g_return_if_fail (BS_IS_STATES_PANEL (self));

  if (self->states == NULL || self->rows == NULL || text == NULL)
    return;

  self->settling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const BsStateDifference *state =
          self->states->states->pdata[g_array_index (self->rows, guint, i)];

      if (strcmp (state->text, text) == 0)
        {
          bs_data_table_select_row (self->table, i);
          break;
        }
    }
  self->settling = FALSE;
}
