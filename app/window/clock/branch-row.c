/* SPDX-License-Identifier: Apache-2.0 */
/* One branch below the decision strip. */
#include "config.h"

#include "app/window/clock/branch-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/debug/branch-list.h"
#include "app/window/model/branch-words.h"
#include "app/window/parts/theme.h"
#include "app/window/parts/type-chip.h"
#include "viz/branch-row-painter.h"

#define BARS_HEIGHT 24
#define OPEN_MS 250
#define INDENT 18

struct _BsBranchRow
{
  GtkWidget parent_instance;

  GtkWidget *box, *name, *pill, *spinner, *stop, *shown, *keep, *save;
  GtkLabel *summary;
  GtkWidget *bars;
  BsDebugger *debugger;
  BsStripCanvas *strip;
  BsBranchItem *item;
  AdwAnimation *opening;
  double opened;
  guint waiting_source;
  guint n_seconds; /* that it is being made */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (BsBranchRow, bs_branch_row, GTK_TYPE_WIDGET)

static BsBranches *
branches_of (BsBranchRow *self)
{
  return bs_debugger_get_branches (self->debugger);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  BsBranchRow *self = user_data;
  const BsBranch *branch = bs_branch_item_get_branch (self->item);
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  BsStripGeometry geometry;
  guint32 range[2], first, from;
  BsStyle style;

  if (branch == NULL || self->strip == NULL)
    return;

  bs_theme_read (GTK_WIDGET (self), &style);
  bs_strip_geometry_init (&geometry, &style, width, height, trace->n_decisions,
                          bs_strip_canvas_get_range (self->strip, range));
  /* Another branch may be shown, with other numbers behind it. */
  first = trace->mini_batches[branch->mini_batch].first_decision;
  from = first + branch->decision
         - bs_branches_get_recording (branches_of (self))
               ->trace->mini_batches[branch->mini_batch]
               .first_decision;
  bs_branch_row_draw (
      cr, &style, width, height, &geometry, branch,
      bs_strip_painter_get_full_size (bs_debugger_get_pictures (self->debugger)->strip), first,
      from, bs_branches_get_shown (branches_of (self)) == self->item, self->opened);
}

static void
opened_cb (double value, gpointer user_data)
{
  BsBranchRow *self = user_data;

  self->opened = value;
  gtk_widget_queue_draw (self->bars);
}

/* The count turns last. */
static void
open_done_cb (BsBranchRow *self)
{
  gtk_widget_set_visible (self->pill, TRUE);
}

static void
open_bars (BsBranchRow *self)
{
  AdwAnimationTarget *target;

  if (self->opening != NULL)
    return;

  target = adw_callback_animation_target_new (opened_cb, self, NULL);
  self->opening = adw_timed_animation_new (GTK_WIDGET (self), 0.0, 1.0, OPEN_MS, target);
  g_signal_connect_swapped (self->opening, "done", G_CALLBACK (open_done_cb), self);
  adw_animation_play (self->opening);
}

static gboolean waiting_cb (gpointer user_data);

/* Returns: (transfer full): how far it is, as long as there is no branch. */
static char *
waiting_text (const BsBranchRow *self)
{
  if (!bs_branch_item_get_making (self->item))
    return g_strdup (_ ("Not worked out"));
  if (self->n_seconds == 0)
    return g_strdup (_ ("Working it out…"));

  return g_strdup_printf (
      ngettext ("Working it out for %u second…", "Working it out for %u seconds…", self->n_seconds),
      self->n_seconds);
}

static void
show_making (BsBranchRow *self)
{
  gboolean making = bs_branch_item_get_making (self->item);

  gtk_widget_set_visible (self->spinner, making);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), making);
  gtk_widget_set_visible (self->stop, making);
  if (making && self->waiting_source == 0)
    {
      self->n_seconds = 0;
      self->waiting_source = g_timeout_add_seconds (1, waiting_cb, self);
    }
  else if (!making)
    {
      g_clear_handle_id (&self->waiting_source, g_source_remove);
    }
}

void
bs_branch_row_update (BsBranchRow *self)
{
  const BsBranch *branch = bs_branch_item_get_branch (self->item);
  g_autofree char *delta = branch != NULL ? bs_branch_delta_text (branch) : NULL;
  g_autofree char *summary = NULL;
  gboolean better = branch != NULL && branch->n_batches < branch->n_recorded;
  gboolean worse = branch != NULL && branch->n_batches > branch->n_recorded;

  g_return_if_fail (BS_IS_BRANCH_ROW (self));

  self->updating = TRUE;
  show_making (self);
  summary = branch != NULL ? bs_branch_summary (branch) : waiting_text (self);
  if (!gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (self->name)))
    gtk_editable_set_text (GTK_EDITABLE (self->name), bs_branch_item_get_name (self->item));
  gtk_label_set_label (GTK_LABEL (self->pill), delta != NULL ? delta : "");
  gtk_widget_remove_css_class (self->pill, "success");
  gtk_widget_remove_css_class (self->pill, "warning");
  gtk_widget_remove_css_class (self->pill, "chosen");
  gtk_widget_add_css_class (self->pill, better ? "success" : worse ? "warning" : "chosen");
  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_sensitive (self->shown, branch != NULL);
  gtk_widget_set_sensitive (self->save, branch != NULL);
  gtk_widget_set_sensitive (self->keep, branch != NULL && !bs_branch_item_get_kept (self->item));
  gtk_button_set_label (GTK_BUTTON (self->keep),
                        bs_branch_item_get_kept (self->item) ? _ ("Kept") : _ ("Keep"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shown),
                                bs_branches_get_shown (branches_of (self)) == self->item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bs_branch_item_get_name (self->item),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
  self->updating = FALSE;
  if (branch != NULL)
    open_bars (self);
  gtk_widget_queue_draw (self->bars);
}

static void
editing_cb (BsBranchRow *self)
{
  if (self->updating || gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (self->name)))
    return;

  bs_branches_rename (branches_of (self), self->item,
                      gtk_editable_get_text (GTK_EDITABLE (self->name)));
  bs_branch_row_update (self);
}

static void
shown_cb (BsBranchRow *self)
{
  gboolean active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->shown));

  if (!self->updating)
    bs_branches_show (branches_of (self), active ? self->item : NULL);
}

static void
keep_cb (BsBranchRow *self)
{
  bs_branches_keep (branches_of (self), self->item);
}

static void
delete_cb (BsBranchRow *self)
{
  bs_branches_delete (branches_of (self), self->item);
}

static void
save_cb (BsBranchRow *self)
{
  bs_branch_save (GTK_WIDGET (self), self->debugger, self->item);
}

static void
stop_cb (BsBranchRow *self)
{
  bs_branches_stop (branches_of (self), self->item);
}

/* What takes longer than a second says so. */
static gboolean
waiting_cb (gpointer user_data)
{
  BsBranchRow *self = user_data;

  self->n_seconds++;
  bs_branch_row_update (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
outlive_cb (gpointer name)
{
  return G_SOURCE_REMOVE;
}

static void
bs_branch_row_dispose (GObject *object)
{
  BsBranchRow *self = BS_BRANCH_ROW (object);

  if (self->opening != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->opening, self);
      adw_animation_reset (self->opening);
    }
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->waiting_source, g_source_remove);
  /* Of GTK 4.8, it leaves a source behind for 100 ms when it loses the focus. */
  if (self->name != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->name, self);
      g_timeout_add_full (G_PRIORITY_LOW, 200, outlive_cb, g_object_ref (self->name),
                          g_object_unref);
      self->name = NULL;
    }
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->debugger);
  g_clear_object (&self->strip);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (bs_branch_row_parent_class)->dispose (object);
}

static void
bs_branch_row_class_init (BsBranchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_branch_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bs_branch_row_init (BsBranchRow *self)
{
}

static GtkWidget *
add_button (GtkWidget *head, GtkWidget *button, const char *tooltip, GCallback callback,
            BsBranchRow *self)
{
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (head), button);
  return button;
}

static GtkWidget *
make_head (BsBranchRow *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *menu = gtk_menu_button_new (), *list = bs_branch_list_new ();
  GtkWidget *chip = bs_type_chip_new (16);
  GtkWidget *label = gtk_label_new (_ ("What if"));

  bs_branch_list_set_debugger (BS_BRANCH_LIST (list), self->debugger);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "bs-branch-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), list);
  gtk_widget_set_tooltip_text (menu, _ ("Show the recording or another branch"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Branches"), -1);
  gtk_widget_set_valign (menu, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (menu, "flat");
  gtk_widget_add_css_class (menu, "branch");
  bs_type_chip_set (BS_TYPE_CHIP (chip), bs_debugger_get_trace (self->debugger)->types,
                    bs_branch_item_get_type_id (self->item), TRUE);
  self->name = gtk_editable_label_new ("");
  gtk_widget_set_tooltip_text (self->name, _ ("Name of the branch (Enter to change)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the branch (Enter to change)"), -1);
  self->pill = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->pill, "pill-label");
  gtk_widget_add_css_class (self->pill, "numeric");
  gtk_widget_set_valign (self->pill, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->pill, FALSE);
  self->spinner = gtk_spinner_new ();
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->summary, 0.0);
  gtk_label_set_ellipsize (self->summary, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->summary), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "numeric");

  gtk_widget_set_margin_start (head, 18 + INDENT * (int) bs_branch_item_get_depth (self->item));
  gtk_widget_set_margin_end (head, 18);
  gtk_box_append (GTK_BOX (head), menu);
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (head), chip);
  gtk_box_append (GTK_BOX (head), self->name);
  gtk_box_append (GTK_BOX (head), self->pill);
  gtk_box_append (GTK_BOX (head), self->spinner);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->summary));
  self->stop = add_button (head, gtk_button_new_with_label (_ ("Cancel")), _ ("Do not work it out"),
                           G_CALLBACK (stop_cb), self);
  self->shown = add_button (head, gtk_toggle_button_new_with_label (_ ("Show")),
                            _ ("Show the branch instead of the recording"), G_CALLBACK (shown_cb),
                            self);
  self->keep = add_button (head, gtk_button_new_with_label (_ ("Keep")),
                           _ ("Keep the branch with the trace"), G_CALLBACK (keep_cb), self);
  self->save = add_button (head, gtk_button_new_from_icon_name ("document-save-symbolic"),
                           _ ("Save the branch as a trace"), G_CALLBACK (save_cb), self);
  add_button (head, gtk_button_new_from_icon_name ("user-trash-symbolic"), _ ("Delete the branch"),
              G_CALLBACK (delete_cb), self);
  return head;
}

GtkWidget *
bs_branch_row_new (BsDebugger *debugger, BsStripCanvas *strip, BsBranchItem *item)
{
  BsBranchRow *self = g_object_new (BS_TYPE_BRANCH_ROW, NULL);

  self->debugger = g_object_ref (debugger);
  self->strip = strip != NULL ? g_object_ref (strip) : NULL;
  self->item = g_object_ref (item);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->bars = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                             NULL);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->bars), BARS_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->bars), draw_cb, self, NULL);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  gtk_box_append (GTK_BOX (self->box), self->bars);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->name, "notify::editing", G_CALLBACK (editing_cb), self);
  bs_branch_row_update (self);
  return GTK_WIDGET (self);
}

BsBranchItem *
bs_branch_row_get_item (BsBranchRow *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ROW (self), NULL);

  return self->item;
}
