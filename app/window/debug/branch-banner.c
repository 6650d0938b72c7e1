/* SPDX-License-Identifier: Apache-2.0 */
/* Says that a branch is shown instead of the recording, and leads back. */
#include "config.h"

#include "app/window/debug/branch-banner.h"

#include <glib/gi18n-lib.h>

#include "app/window/debug/branch-list.h"
#include "app/window/model/branch-words.h"

struct _BsBranchBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkLabel *label;
  GtkWidget *back, *menu, *list;
  BsDebugger *debugger; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsBranchBanner, bs_branch_banner, GTK_TYPE_WIDGET)

static void
update (BsBranchBanner *self)
{
  BsBranchItem *item = self->debugger != NULL
                           ? bs_branches_get_shown (bs_debugger_get_branches (self->debugger))
                           : NULL;
  g_autofree char *batches = NULL, *text = NULL;

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), item != NULL);
  gtk_widget_set_sensitive (self->back, item != NULL);
  gtk_widget_set_sensitive (self->menu, item != NULL);
  if (item == NULL)
    return;

  batches = bs_branch_batches_text (bs_branch_item_get_branch (item));
  /* Translators: name of a branch; then such as "179 batches, 1 fewer than recorded" */
  text = g_strdup_printf (_ ("\342\227\206 Branch “%s”: %s"), bs_branch_item_get_name (item),
                          batches);
  gtk_label_set_label (self->label, text);
}

static void
back_cb (BsBranchBanner *self)
{
  if (self->debugger != NULL)
    bs_branches_show (bs_debugger_get_branches (self->debugger), NULL);
}

static void
leave (BsBranchBanner *self)
{
  if (self->debugger != NULL)
    g_signal_handlers_disconnect_by_data (bs_debugger_get_branches (self->debugger), self);
  g_clear_object (&self->debugger);
}

static void
bs_branch_banner_dispose (GObject *object)
{
  BsBranchBanner *self = BS_BRANCH_BANNER (object);

  leave (self);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_branch_banner_parent_class)->dispose (object);
}

static void
bs_branch_banner_class_init (BsBranchBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_branch_banner_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bs_branch_banner_init (BsBranchBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->revealer = gtk_revealer_new ();
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0.0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "heading");
  self->back = gtk_button_new_with_label (_ ("Back to the recording"));
  gtk_widget_add_css_class (self->back, "small");
  gtk_widget_set_tooltip_text (self->back, _ ("Show what was recorded again"));
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_cb), self);
  self->list = bs_branch_list_new ();
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->menu), _ ("Branches"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->menu), self->list);
  gtk_widget_set_tooltip_text (self->menu, _ ("Show the recording or another branch"));
  gtk_widget_add_css_class (box, "branch-banner");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), self->menu);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  update (self);
}

void
bs_branch_banner_set_debugger (BsBranchBanner *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_BRANCH_BANNER (self));

  leave (self);
  bs_branch_list_set_debugger (BS_BRANCH_LIST (self->list), debugger);
  if (debugger != NULL)
    {
      self->debugger = g_object_ref (debugger);
      g_signal_connect_swapped (bs_debugger_get_branches (debugger), "changed", G_CALLBACK (update),
                                self);
    }
  update (self);
}
