/* SPDX-License-Identifier: Apache-2.0 */
/* Short messages about what was done. */
#include "config.h"

#include "app/window/parts/toast.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* The last offer of a widget. */
#define OFFER_KEY "bs-offer"

typedef struct
{
  void (*clicked) (gpointer user_data);
  gpointer user_data;
  GDestroyNotify destroy;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

static void
clicked_cb (AdwToast *toast, Offer *offer)
{
  offer->clicked (offer->user_data);
}

static AdwToast *
make_toast (const char *message)
{
  /* Toasts take markup, and messages hold names of files. */
  g_autofree char *text = g_markup_escape_text (message, -1);

  return adw_toast_new (text);
}

static void
replace_offer (GtkWidget *widget, AdwToast *toast)
{
  AdwToast *last = g_object_get_data (G_OBJECT (widget), OFFER_KEY);

  if (last != NULL)
    adw_toast_dismiss (last);
  g_object_set_data_full (G_OBJECT (widget), OFFER_KEY, g_object_ref (toast), g_object_unref);
}

static GtkWidget *
find_overlay (GtkWidget *widget)
{
  GtkWidget *found = ADW_IS_TOAST_OVERLAY (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_overlay (child);

  return found;
}

/* Around the widget, or that of its window, as for a button of the header bar. */
static GtkWidget *
get_overlay (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (widget);

  return overlay != NULL || root == NULL ? overlay : find_overlay (GTK_WIDGET (root));
}

void
bs_toast_show (GtkWidget *widget, const char *message)
{
  GtkWidget *overlay;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  overlay = get_overlay (widget);
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), make_toast (message));
}

void
bs_toast_show_button (GtkWidget *widget, const char *message, const char *button,
                      void (*clicked) (gpointer user_data), gpointer user_data,
                      GDestroyNotify destroy)
{
  GtkWidget *overlay;
  AdwToast *toast;
  Offer *offer;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (clicked != NULL);

  overlay = get_overlay (widget);
  if (overlay == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  toast = make_toast (message);
  offer = g_new0 (Offer, 1);
  *offer = (Offer){ clicked, user_data, destroy };
  adw_toast_set_button_label (toast, button);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (clicked_cb), offer, offer_free, 0);
  replace_offer (widget, toast);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

void
bs_toast_show_undo (GtkWidget *widget, const char *message, void (*undo) (gpointer user_data),
                    gpointer user_data, GDestroyNotify destroy)
{
  bs_toast_show_button (widget, message, _ ("_Undo"), undo, user_data, destroy);
}
