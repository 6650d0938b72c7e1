/* SPDX-License-Identifier: Apache-2.0 */
/* One of the runs that are compared, as a button. */
#include "config.h"

#include "app/window/compare/run-chip.h"

#include <glib/gi18n-lib.h>

#include "viz/compare/run-badge.h"

#define POLL_MS 150
#define NAME_CHARS 24

struct _BsRunChip
{
  GtkWidget parent_instance;

  BsCompareModel *model; /* unowned: it outlives its chips */
  BsComparedSource *source;

  GtkWidget *box, *button, *badge, *name, *spinner, *percent, *cancel, *problem, *retry, *menu;
  GtkWidget *entry, *detail, *pin, *remove;
  guint poll_source;
};

G_DEFINE_FINAL_TYPE (BsRunChip, bs_run_chip, GTK_TYPE_WIDGET)

GtkWidget *
bs_run_badge_new (void)
{
  GtkWidget *badge = gtk_label_new ("");

  gtk_widget_add_css_class (badge, "run-badge");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  return badge;
}

void
bs_run_badge_set (GtkWidget *badge, guint run)
{
  char letter[16];

  gtk_label_set_label (GTK_LABEL (badge), run != G_MAXUINT ? bs_run_letter (letter, run) : "…");
  if (run == 0)
    gtk_widget_add_css_class (badge, "base");
  else
    gtk_widget_remove_css_class (badge, "base");
}

static void
look_cb (BsRunChip *self)
{
  bs_compare_model_look_at (self->model, self->source);
  bs_run_chip_update (self);
}

static void
cancel_cb (BsRunChip *self)
{
  bs_compared_source_cancel (self->source);
}

static void
retry_cb (BsRunChip *self)
{
  bs_compared_source_load (self->source);
}

static void
pin_cb (BsRunChip *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->menu));
  bs_compare_model_pin (self->model, self->source);
}

static void
remove_cb (BsRunChip *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->menu));
  bs_compare_model_remove (self->model, self->source);
}

static void
rename_cb (BsRunChip *self)
{
  bs_compared_source_set_name (self->source, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->menu));
}

static gboolean
poll_cb (gpointer user_data)
{
  BsRunChip *self = user_data;
  double progress = bs_compared_source_get_progress (self->source);
  g_autofree char *text = progress >= 0.0 ? g_strdup_printf ("%.0f\342\200\257%%", 100 * progress)
                                          : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (self->percent), text);
  return G_SOURCE_CONTINUE;
}

static void
shown_cb (BsRunChip *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), bs_compared_source_get_name (self->source));
}

static void
bs_run_chip_dispose (GObject *object)
{
  BsRunChip *self = BS_RUN_CHIP (object);

  g_clear_handle_id (&self->poll_source, g_source_remove);
  g_clear_object (&self->source);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_run_chip_parent_class)->dispose (object);
}

static void
bs_run_chip_class_init (BsRunChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_run_chip_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
icon_button (const char *icon, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
menu_item (const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (button)), GTK_ALIGN_START);
  return button;
}

static GtkWidget *
make_menu (BsRunChip *self)
{
  GtkWidget *menu = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), 60);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the run"), -1);
  self->detail = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->detail), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->detail), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (self->detail), 42);
  gtk_label_set_width_chars (GTK_LABEL (self->detail), 30);
  gtk_label_set_xalign (GTK_LABEL (self->detail), 0.0);
  gtk_widget_add_css_class (self->detail, "dim-label");
  gtk_widget_add_css_class (self->detail, "caption");
  self->pin = menu_item (_ ("Make it the _baseline"));
  self->remove = menu_item (_ ("_Remove"));
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->detail);
  gtk_box_append (GTK_BOX (box), self->pin);
  gtk_box_append (GTK_BOX (box), self->remove);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "pan-down-symbolic");
  gtk_widget_add_css_class (menu, "run-menu");
  g_signal_connect_swapped (popover, "show", G_CALLBACK (shown_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (rename_cb), self);
  g_signal_connect_swapped (self->pin, "clicked", G_CALLBACK (pin_cb), self);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  return menu;
}

static void
bs_run_chip_init (BsRunChip *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->box, "linked");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->button = gtk_toggle_button_new ();
  self->badge = bs_run_badge_new ();
  self->name = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), NAME_CHARS);
  self->spinner = gtk_spinner_new ();
  self->percent = gtk_label_new ("");
  gtk_widget_add_css_class (self->percent, "dim-label");
  gtk_widget_add_css_class (self->percent, "numeric");
  self->problem = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_box_append (GTK_BOX (row), self->badge);
  gtk_box_append (GTK_BOX (row), self->problem);
  gtk_box_append (GTK_BOX (row), self->name);
  gtk_box_append (GTK_BOX (row), self->spinner);
  gtk_box_append (GTK_BOX (row), self->percent);
  gtk_button_set_child (GTK_BUTTON (self->button), row);
  gtk_widget_add_css_class (self->button, "run-chip");
  self->cancel = icon_button ("process-stop-symbolic", _ ("Cancel loading"));
  self->retry = icon_button ("view-refresh-symbolic", _ ("Load again"));
  self->menu = make_menu (self);
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_box_append (GTK_BOX (self->box), self->cancel);
  gtk_box_append (GTK_BOX (self->box), self->retry);
  gtk_box_append (GTK_BOX (self->box), self->menu);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (look_cb), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (cancel_cb), self);
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (retry_cb), self);
}

GtkWidget *
bs_run_chip_new (BsCompareModel *model, BsComparedSource *source)
{
  BsRunChip *self = g_object_new (BS_TYPE_RUN_CHIP, NULL);

  self->model = model;
  self->source = g_object_ref (source);
  bs_run_chip_update (self);
  return GTK_WIDGET (self);
}

BsComparedSource *
bs_run_chip_get_source (BsRunChip *self)
{
  return self->source;
}

void
bs_run_chip_update (BsRunChip *self)
{
  BsComparedState state;
  guint run;
  gboolean is_base, looked_at;
  const char *problem;
  g_autofree char *label = NULL, *detail = NULL, *menu = NULL;
  char letter[16];

  g_return_if_fail (BS_IS_RUN_CHIP (self));

  state = bs_compared_source_get_state (self->source);
  problem = bs_compared_source_get_problem (self->source);
  run = bs_compare_model_get_run (self->model, self->source);
  is_base = self->source == bs_compare_model_get_base (self->model);
  looked_at = self->source == bs_compare_model_get_looked_at (self->model);
  detail = bs_compared_source_get_detail (self->source);
  bs_run_badge_set (self->badge, run);
  gtk_widget_set_visible (self->badge, state == BS_COMPARED_READY);
  gtk_widget_set_visible (self->problem, state == BS_COMPARED_FAILED);
  gtk_widget_set_visible (self->retry, state == BS_COMPARED_FAILED);
  gtk_widget_set_visible (self->spinner, state == BS_COMPARED_LOADING);
  gtk_widget_set_visible (self->percent, state == BS_COMPARED_LOADING);
  gtk_widget_set_visible (self->cancel, state == BS_COMPARED_LOADING);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), state == BS_COMPARED_LOADING);
  gtk_label_set_label (GTK_LABEL (self->name), bs_compared_source_get_name (self->source));
  gtk_label_set_label (GTK_LABEL (self->detail), problem != NULL ? problem : detail);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), looked_at);
  gtk_widget_set_sensitive (self->button, state != BS_COMPARED_LOADING);
  gtk_widget_set_sensitive (self->pin, state == BS_COMPARED_READY && !is_base);
  gtk_widget_set_tooltip_text (self->button, problem != NULL ? problem : detail);
  if (state == BS_COMPARED_FAILED)
    label = g_strdup_printf (_ ("%s could not be loaded: %s"),
                             bs_compared_source_get_name (self->source), problem);
  else if (state == BS_COMPARED_LOADING)
    label = g_strdup_printf (_ ("%s is being loaded"), bs_compared_source_get_name (self->source));
  else if (is_base)
    label = g_strdup_printf (_ ("%s, %s: the baseline"), bs_run_letter (letter, run),
                             bs_compared_source_get_name (self->source));
  else
    label = g_strdup_printf ("%s, %s", bs_run_letter (letter, run),
                             bs_compared_source_get_name (self->source));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  menu = g_strdup_printf (_ ("What can be done with %s"),
                          bs_compared_source_get_name (self->source));
  gtk_widget_set_tooltip_text (self->menu, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, menu,
                                  -1);
  if (state == BS_COMPARED_LOADING && self->poll_source == 0)
    self->poll_source = g_timeout_add (POLL_MS, poll_cb, self);
  else if (state != BS_COMPARED_LOADING)
    g_clear_handle_id (&self->poll_source, g_source_remove);
}
