/* SPDX-License-Identifier: Apache-2.0 */
/* What painters take from the desktop's theme. */
#include "config.h"

#include "app/window/parts/theme.h"

#include <adwaita.h>

#include "app/window/shell/settings.h"

static void
read_color (GtkStyleContext *context, const char *name, BsColor *color)
{
  GdkRGBA rgba;

  if (gtk_style_context_lookup_color (context, name, &rgba))
    *color = (BsColor){ rgba.red, rgba.green, rgba.blue, rgba.alpha };
}

/* Painters want opaque surfaces: what is see-through is laid over @under. */
static BsColor
flatten (BsColor over, BsColor under)
{
  double a = over.alpha;

  return (BsColor){ over.red * a + under.red * (1 - a), over.green * a + under.green * (1 - a),
                    over.blue * a + under.blue * (1 - a), 1.0 };
}

double
bs_theme_get_text_scale (GtkWidget *widget)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0;
}

void
bs_theme_read (GtkWidget *widget, BsStyle *style)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (
      gtk_widget_get_pango_context (widget));
  const char *family = pango_font_description_get_family (font);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  bs_style_init (style, adw_style_manager_get_dark (manager));
  style->high_contrast = adw_style_manager_get_high_contrast (manager);
  style->patterns = style->high_contrast || bs_settings_get_flag ("patterns", FALSE);
  style->animate = adw_get_enable_animations (widget);
  style->right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (family != NULL)
    {
      /* Settings may list several families: the first is the one meant. */
      g_auto (GStrv) names = g_strsplit (family, ",", 2);

      style->font = g_intern_string (g_strstrip (names[0]));
    }

  if (!pango_font_description_get_size_is_absolute (font))
    size *= bs_theme_get_text_scale (widget) * 96.0 / 72.0;
  if (size > 0)
    style->text_scale = size / (11.0 * 96.0 / 72.0);
  style->text_scale *= bs_settings_get_number ("text-scale", 1.0);

  read_color (context, "window_fg_color", &style->foreground);
  read_color (context, "window_bg_color", &style->window);
  read_color (context, "view_bg_color", &style->view);
  read_color (context, "card_bg_color", &style->card);
  read_color (context, "accent_bg_color", &style->accent);
  read_color (context, "accent_color", &style->accent_text);
  style->window = flatten (style->window, (BsColor){ 1, 1, 1, 1 });
  style->view = flatten (style->view, style->window);
  style->card = flatten (style->card, style->window);
  style->foreground = flatten (style->foreground, style->window);
}

void
bs_theme_watch (GObject *object, GCallback changed)
{
  static const char *const ours[] = { "changed::patterns", "changed::text-scale" };
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GSettings *settings = bs_settings_get ();

  g_signal_connect_object (manager, "notify::dark", changed, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", changed, object, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (ours) && settings != NULL; i++)
    g_signal_connect_object (settings, ours[i], changed, object, G_CONNECT_SWAPPED);
}
