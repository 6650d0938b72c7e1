/* SPDX-License-Identifier: Apache-2.0 */
/* The list of runs. */
#include "config.h"

#include "app/window/train/train-runs.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/theme.h"
#include "app/window/parts/toast.h"
#include "app/window/train/train-words.h"
#include "viz/training/learning-painter.h"

struct _BsTrainRuns
{
  GtkWidget parent_instance;

  GtkWidget *list;
  BsTrainModel *model; /* (nullable) */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (BsTrainRuns, bs_train_runs, GTK_TYPE_WIDGET)

/* A row, as data of its widget. */
typedef struct
{
  BsTrainRun *run;
  GtkWidget *check, *name, *figures, *entry, *popover, *remove;
} Row;

#define ROW "run-row"

static void
row_free (gpointer data)
{
  Row *row = data;

  g_object_unref (row->run);
  g_free (row);
}

static void
line_draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const Row *row = user_data;
  double dashes[4];
  int n_dashes;
  BsStyle style;

  bs_theme_read (GTK_WIDGET (area), &style);
  bs_color_set (cr, bs_learning_look (&style, bs_train_run_get_look (row->run), dashes, &n_dashes));
  cairo_set_dash (cr, dashes, n_dashes, 0.0);
  cairo_set_line_width (cr, 3.0);
  cairo_move_to (cr, 0.0, height / 2.0);
  cairo_line_to (cr, width, height / 2.0);
  cairo_stroke (cr);
}

static void
shown_cb (GtkCheckButton *check, GParamSpec *pspec, BsTrainRuns *self)
{
  const Row *row = g_object_get_data (G_OBJECT (check), ROW);

  if (!self->updating)
    bs_train_run_set_shown (row->run, gtk_check_button_get_active (check));
}

static void
renamed_cb (GtkEntry *entry, BsTrainRuns *self)
{
  const Row *row = g_object_get_data (G_OBJECT (entry), ROW);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (*name != '\0')
    bs_train_run_set_name (row->run, name);
  gtk_popover_popdown (GTK_POPOVER (row->popover));
}

/* A run that was removed can come back, as long as the toast is there. */
typedef struct
{
  BsTrainModel *model;
  BsTrainRun *run;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->model);
  g_object_unref (removed->run);
  g_free (removed);
}

static void
restore (gpointer data)
{
  const Removed *removed = data;
  guint look = bs_train_run_get_look (removed->run);

  bs_train_model_add (removed->model, removed->run);
  bs_train_run_set_look (removed->run, look);
}

static void
remove_cb (GtkButton *button, BsTrainRuns *self)
{
  const Row *row = g_object_get_data (G_OBJECT (button), ROW);
  g_autoptr (BsTrainRun) run = g_object_ref (row->run);
  g_autofree char *text = g_strdup_printf (_ ("Deleted the run “%s”"), bs_train_run_get_name (run));

  gtk_popover_popdown (GTK_POPOVER (row->popover));
  bs_train_model_remove (self->model, run);
  if (bs_train_run_is_over (run))
    {
      Removed *removed = g_new (Removed, 1);

      removed->model = g_object_ref (self->model);
      removed->run = g_object_ref (run);
      bs_toast_show_undo (GTK_WIDGET (self), text, restore, removed, removed_free);
    }
  else
    bs_toast_show (GTK_WIDGET (self), text);
}

static void
popover_cb (GtkPopover *popover, BsTrainRuns *self)
{
  const Row *row = g_object_get_data (G_OBJECT (popover), ROW);

  gtk_editable_set_text (GTK_EDITABLE (row->entry), bs_train_run_get_name (row->run));
}

static GtkWidget *
make_menu (BsTrainRuns *self, Row *row)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Name of the run"));

  row->popover = gtk_popover_new ();
  row->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (row->entry), 60);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0F);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (row->entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  row->remove = gtk_button_new_with_mnemonic (_ ("_Delete"));
  gtk_widget_add_css_class (row->remove, "destructive-action");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), row->entry);
  gtk_box_append (GTK_BOX (box), row->remove);
  gtk_popover_set_child (GTK_POPOVER (row->popover), box);
  g_object_set_data (G_OBJECT (row->popover), ROW, row);
  g_object_set_data (G_OBJECT (row->entry), ROW, row);
  g_object_set_data (G_OBJECT (row->remove), ROW, row);
  g_signal_connect_object (row->entry, "activate", G_CALLBACK (renamed_cb), self, 0);
  g_signal_connect_object (row->remove, "clicked", G_CALLBACK (remove_cb), self, 0);
  g_signal_connect_object (row->popover, "show", G_CALLBACK (popover_cb), self, 0);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), row->popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Rename or delete the run"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rename or delete the run"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static void
show_row (BsTrainRuns *self, GtkWidget *widget)
{
  Row *row = g_object_get_data (G_OBJECT (widget), ROW);
  g_autofree char *figures = bs_train_run_text (row->run);
  g_autofree char *label = g_strdup_printf (_ ("Show %s in the charts"),
                                            bs_train_run_get_name (row->run));

  self->updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), bs_train_run_get_shown (row->run));
  self->updating = FALSE;
  gtk_label_set_label (GTK_LABEL (row->name), bs_train_run_get_name (row->run));
  gtk_label_set_label (GTK_LABEL (row->figures), figures);
  gtk_widget_set_tooltip_text (row->figures, figures);
  gtk_widget_set_tooltip_text (row->check, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  BsTrainRuns *self = user_data;
  Row *row = g_new0 (Row, 1);
  GtkWidget *widget = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_drawing_area_new ();

  row->run = g_object_ref (item);
  row->check = gtk_check_button_new ();
  row->name = gtk_label_new (NULL);
  row->figures = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->name), 0.0F);
  gtk_label_set_xalign (GTK_LABEL (row->figures), 0.0F);
  gtk_label_set_ellipsize (GTK_LABEL (row->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (row->figures), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (row->name), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (row->figures), 34);
  gtk_label_set_width_chars (GTK_LABEL (row->figures), 24);
  gtk_widget_add_css_class (row->figures, "caption");
  gtk_widget_add_css_class (row->figures, "numeric");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), row->name);
  gtk_box_append (GTK_BOX (words), row->figures);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (line), 22);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (line), 12);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (line), line_draw_cb, row, NULL);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), row->check);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), make_menu (self, row));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), box);
  g_object_set_data (G_OBJECT (row->check), ROW, row);
  g_object_set_data_full (G_OBJECT (widget), ROW, row, row_free);
  g_signal_connect_object (row->check, "notify::active", G_CALLBACK (shown_cb), self, 0);
  show_row (self, widget);
  return widget;
}

void
bs_train_runs_update (BsTrainRuns *self)
{
  g_return_if_fail (BS_IS_TRAIN_RUNS (self));

  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_object_get_data (G_OBJECT (child), ROW) != NULL)
      show_row (self, child);
}

static void
changed_cb (BsTrainRuns *self)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);

  bs_train_runs_update (self);
  self->updating = TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const Row *row = g_object_get_data (G_OBJECT (child), ROW);

      if (row != NULL && row->run == front)
        gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (child));
    }
  self->updating = FALSE;
}

static void
selected_cb (GtkListBox *list, GtkListBoxRow *widget, BsTrainRuns *self)
{
  const Row *row = widget != NULL ? g_object_get_data (G_OBJECT (widget), ROW) : NULL;

  if (row != NULL && !self->updating)
    bs_train_model_set_front (self->model, row->run);
}

void
bs_train_runs_set_model (BsTrainRuns *self, BsTrainModel *model)
{
  g_return_if_fail (BS_IS_TRAIN_RUNS (self));

  g_set_object (&self->model, model);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (model), create_row_cb, self,
                           NULL);
  g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
bs_train_runs_dispose (GObject *object)
{
  BsTrainRuns *self = BS_TRAIN_RUNS (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (bs_train_runs_parent_class)->dispose (object);
}

static void
bs_train_runs_class_init (BsTrainRunsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_runs_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "trainruns");
}

static void
bs_train_runs_init (BsTrainRuns *self)
{
  GtkWidget *empty = gtk_label_new (_ ("No run yet"));

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_widget_set_margin_top (empty, 12);
  gtk_widget_set_margin_bottom (empty, 12);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Runs"), -1);
  gtk_widget_add_css_class (self->list, "train-runs");
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (selected_cb), self, 0);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
}
