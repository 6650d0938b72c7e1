/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as cards. */
#include "config.h"

#include "app/window/profile/findings-list.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/paragraph.h"
#include "app/window/profile/timing-rows.h"
#include "profiles/report/findings.h"

struct _BsFindingsList
{
  GtkWidget parent_instance;

  GtkWidget *scrolled, *cards;

  BsDebugger *debugger; /* (nullable) */
  BsProfileSelection *selection;
  GPtrArray *findings;
};

G_DEFINE_FINAL_TYPE (BsFindingsList, bs_findings_list, GTK_TYPE_WIDGET)

static const BsReportFinding *
get_finding (BsFindingsList *self, GtkWidget *button)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "finding"));

  return self->findings->pdata[number];
}

static void
show_cb (BsFindingsList *self, GtkWidget *button)
{
  const BsReportFinding *finding = get_finding (self, button);

  bs_timing_go_to (self->debugger, self->selection, finding->decision, finding->t0, finding->t1,
                   BS_NO_EVENT);
}

static void
query_cb (BsFindingsList *self, GtkWidget *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.query", "s",
                              get_finding (self, button)->sql);
}

static GtkWidget *
make_button (BsFindingsList *self, guint number, const char *label, const char *explained,
             GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_tooltip_text (button, explained);
  g_object_set_data (G_OBJECT (button), "finding", GUINT_TO_POINTER (number));
  g_signal_connect_swapped (button, "clicked", clicked, self);

  return button;
}

static GtkWidget *
make_text (const char *text, gboolean markup)
{
  GtkWidget *label = gtk_label_new (NULL);

  if (markup)
    gtk_label_set_markup (GTK_LABEL (label), text);
  else
    gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  if (!markup)
    gtk_widget_add_css_class (label, "dim-label");

  return bs_paragraph_new (label);
}

static GtkWidget *
make_card (BsFindingsList *self, guint number)
{
  static const struct
  {
    const char *icon, *css;
  } looks[] = {
    [BS_SEVERITY_NOTE] = { "dialog-information-symbolic", "note" },
    [BS_SEVERITY_GOOD] = { "object-select-symbolic", "success" },
    [BS_SEVERITY_HINT] = { "bs-run-symbolic", "hint" },
    [BS_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning" },
  };
  const BsReportFinding *finding = self->findings->pdata[number];
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[finding->severity].icon);
  GtkWidget *word = gtk_label_new (bs_severity_to_string (finding->severity));
  g_autofree char *where = NULL;

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "finding");
  gtk_widget_add_css_class (card, looks[finding->severity].css);
  gtk_widget_add_css_class (word, "caption");
  gtk_widget_add_css_class (word, "dim-label");
  gtk_widget_set_hexpand (word, TRUE);
  gtk_label_set_xalign (GTK_LABEL (word), 0.0);
  gtk_box_append (GTK_BOX (head), icon);
  gtk_box_append (GTK_BOX (head), word);
  if (finding->decision > 0 || finding->t1 > finding->t0)
    {
      where = finding->decision > 0
                  ? g_strdup_printf (_ ("Go to decision %u, an example"), finding->decision)
                  : g_strdup (_ ("Show it on the timeline"));
      gtk_box_append (GTK_BOX (head),
                      make_button (self, number, _ ("Show"), where, G_CALLBACK (show_cb)));
    }
  gtk_box_append (GTK_BOX (head),
                  make_button (self, number, _ ("Query"),
                               _ ("Open the query that backs the figure"), G_CALLBACK (query_cb)));
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), make_text (finding->markup, TRUE));
  if (finding->advice != NULL)
    gtk_box_append (GTK_BOX (card), make_text (finding->advice, FALSE));

  return card;
}

static void
bs_findings_list_dispose (GObject *object)
{
  BsFindingsList *self = BS_FINDINGS_LIST (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->debugger);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->findings, g_ptr_array_unref);

  G_OBJECT_CLASS (bs_findings_list_parent_class)->dispose (object);
}

static void
bs_findings_list_class_init (BsFindingsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_findings_list_dispose;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bs_findings_list_init (BsFindingsList *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  self->cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->cards, "findings");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->cards);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

void
bs_findings_list_set (BsFindingsList *self, BsDebugger *debugger, BsProfileSelection *selection,
                      GPtrArray *findings)
{
  GtkWidget *child;

  g_return_if_fail (BS_IS_FINDINGS_LIST (self));

  while ((child = gtk_widget_get_first_child (self->cards)) != NULL)
    gtk_box_remove (GTK_BOX (self->cards), child);
  g_set_object (&self->debugger, debugger);
  g_set_object (&self->selection, selection);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  if (findings == NULL)
    return;

  self->findings = g_ptr_array_ref (findings);
  for (guint i = 0; i < findings->len; i++)
    gtk_box_append (GTK_BOX (self->cards), make_card (self, i));
}
