/* SPDX-License-Identifier: Apache-2.0 */
/* The recording and its branches as a tree in a popover. */
#include "config.h"

#include "app/window/debug/branch-list.h"

#include <glib/gi18n-lib.h>

#include "app/window/model/branch-words.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/format.h"

#define INDENT 18
#define MAX_HEIGHT 320
#define WIDTH 340

struct _BsBranchList
{
  GtkPopover parent_instance;

  GtkListBox *list;
  BsDebugger *debugger; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsBranchList, bs_branch_list, GTK_TYPE_POPOVER)

#define ITEM_KEY "bs-branch"

typedef struct
{
  BsDebugger *debugger;
  BsBranchItem *item;
} Saving;

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Saving *saving = user_data;
  g_autoptr (GFile) file = bs_file_chooser_save_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    bs_branches_save (bs_debugger_get_branches (saving->debugger), saving->item, path);
  g_object_unref (saving->debugger);
  g_object_unref (saving->item);
}

void
bs_branch_save (GtkWidget *parent, BsDebugger *debugger, BsBranchItem *item)
{
  const BsFileKind kind = { _ ("Traces"), "*.bscope" };
  g_autofree char *name = g_strconcat (bs_branch_item_get_name (item), ".bscope", NULL);
  Saving *saving = g_new (Saving, 1);

  saving->debugger = g_object_ref (debugger);
  saving->item = g_object_ref (item);
  g_strdelimit (name, "/", '-');
  bs_file_chooser_save_async (parent, _ ("Save branch"), name, &kind, 1, NULL, chosen_cb, saving);
}

static BsBranches *
branches_of (BsBranchList *self)
{
  return bs_debugger_get_branches (self->debugger);
}

static void
save_cb (GtkWidget *button)
{
  BsBranchList *self = BS_BRANCH_LIST (gtk_widget_get_ancestor (button, BS_TYPE_BRANCH_LIST));
  g_autoptr (BsBranchItem) item = g_object_ref (g_object_get_data (G_OBJECT (button), ITEM_KEY));
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_popover_popdown (GTK_POPOVER (self));
  bs_branch_save (parent, self->debugger, item);
}

static GtkWidget *
make_words (BsBranchItem *item, const char *name, const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (name), *detail = gtk_label_new (words);
  int depth = item != NULL ? (int) bs_branch_item_get_depth (item) + 1 : 0;

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_xalign (GTK_LABEL (detail), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (detail), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_widget_add_css_class (detail, "numeric");
  gtk_widget_set_margin_start (box, INDENT * MIN (depth, 6));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), detail);
  return box;
}

static GtkWidget *
make_save_button (BsBranchItem *item)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-save-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Save the branch as a trace"));
  gtk_widget_set_sensitive (button, bs_branch_item_get_branch (item) != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Save the branch as a trace"), -1);
  g_object_set_data_full (G_OBJECT (button), ITEM_KEY, g_object_ref (item), g_object_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (save_cb), NULL);
  return button;
}

/* @item: (nullable): the recording. */
static void
add_row (BsBranchList *self, BsBranchItem *item, const char *name, const char *words)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  gboolean shown = bs_branches_get_shown (branches_of (self)) == item;

  gtk_widget_set_opacity (mark, shown ? 1.0 : 0.0);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 3);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), make_words (item, name, words));
  if (item != NULL)
    {
      gtk_box_append (GTK_BOX (box), make_save_button (item));
      g_object_set_data_full (G_OBJECT (row), ITEM_KEY, g_object_ref (item), g_object_unref);
      gtk_widget_set_sensitive (row, bs_branch_item_get_branch (item) != NULL);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, shown ? _ ("shown") : "", -1);
  gtk_list_box_append (self->list, row);
  if (shown)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
update (BsBranchList *self)
{
  GListModel *items;
  const BsTrace *trace;
  g_autofree char *count = NULL, *words = NULL;
  GtkListBoxRow *row;

  if (self->debugger == NULL || !gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  items = G_LIST_MODEL (branches_of (self));
  trace = bs_branches_get_recording (branches_of (self))->trace;
  count = bs_format_count (trace->n_decisions);
  words = g_strdup_printf (ngettext ("%s batch", "%s batches", trace->n_decisions), count);
  add_row (self, NULL, _ ("Recording"), words);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (items, i);
      const BsBranch *branch = bs_branch_item_get_branch (item);
      g_autofree char *summary = branch != NULL ? bs_branch_batches_text (branch) : NULL;

      add_row (self, item, bs_branch_item_get_name (item),
               summary != NULL ? summary : _ ("Working it out…"));
    }
}

static void
activated_cb (BsBranchList *self, GtkListBoxRow *row)
{
  BsBranchItem *item = g_object_get_data (G_OBJECT (row), ITEM_KEY);
  BsBranches *branches = branches_of (self);

  /* Rows are made anew while it is shown. */
  if (item != NULL)
    g_object_ref (item);
  gtk_popover_popdown (GTK_POPOVER (self));
  bs_branches_show (branches, item);
  g_clear_object (&item);
}

static void
leave (BsBranchList *self)
{
  if (self->debugger != NULL)
    g_signal_handlers_disconnect_by_data (branches_of (self), self);
  g_clear_object (&self->debugger);
}

static void
bs_branch_list_dispose (GObject *object)
{
  leave (BS_BRANCH_LIST (object));

  G_OBJECT_CLASS (bs_branch_list_parent_class)->dispose (object);
}

static void
bs_branch_list_class_init (BsBranchListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_branch_list_dispose;
}

static void
bs_branch_list_init (BsBranchList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Branches"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scrolled, WIDTH, -1);
  gtk_popover_set_child (GTK_POPOVER (self), scrolled);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (self, "notify::visible", G_CALLBACK (update), NULL);
}

GtkWidget *
bs_branch_list_new (void)
{
  return g_object_new (BS_TYPE_BRANCH_LIST, NULL);
}

void
bs_branch_list_set_debugger (BsBranchList *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_BRANCH_LIST (self));

  leave (self);
  if (debugger == NULL)
    return;

  self->debugger = g_object_ref (debugger);
  g_signal_connect_swapped (bs_debugger_get_branches (debugger), "changed", G_CALLBACK (update),
                            self);
}
