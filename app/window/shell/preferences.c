/* SPDX-License-Identifier: Apache-2.0 */
/* The preferences. */
#include "config.h"

#include "app/window/shell/preferences.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/window/parts/format.h"
#include "app/window/shell/help.h"
#include "app/window/shell/settings.h"

struct _BsPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *colors, *speed, *animation_speed, *text_scale;
  GtkSwitch *patterns, *reduce_motion, *restore_session;
};

G_DEFINE_FINAL_TYPE (BsPreferences, bs_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* The choices of a row, in the order it lists them. */
typedef struct
{
  guint n;
  const double *values;
  const char *const *words; /* (nullable): of a key that is text */
} Choices;

static const char *const schemes[] = { "default", "light", "dark" };
static const double speeds[] = { 0.25, 0.5, 1, 2, 4, 8, 16 };
static const double animation_speeds[] = { 0.25, 0.5, 1, 2, 4 };
static const double text_scales[] = { 0.75, 1, 1.25, 1.5, 2 };

static const Choices scheme_choices = { G_N_ELEMENTS (schemes), NULL, schemes };
static const Choices speed_choices = { G_N_ELEMENTS (speeds), speeds, NULL };
static const Choices animation_choices = { G_N_ELEMENTS (animation_speeds), animation_speeds,
                                           NULL };
static const Choices text_choices = { G_N_ELEMENTS (text_scales), text_scales, NULL };

/* Other tools may have set anything in the range of the key: the nearest choice stands for it. */
static gboolean
get_choice (GValue *value, GVariant *variant, gpointer user_data)
{
  const Choices *choices = user_data;
  guint best = 0;

  for (guint i = 0; i < choices->n; i++)
    if (choices->words != NULL
            ? g_str_equal (choices->words[i], g_variant_get_string (variant, NULL))
            : fabs (choices->values[i] - g_variant_get_double (variant))
                  < fabs (choices->values[best] - g_variant_get_double (variant)))
      best = i;
  g_value_set_uint (value, best);
  return TRUE;
}

static GVariant *
set_choice (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const Choices *choices = user_data;
  guint i = g_value_get_uint (value);

  if (i >= choices->n)
    return NULL;

  return choices->words != NULL ? g_variant_new_string (choices->words[i])
                                : g_variant_new_double (choices->values[i]);
}

/* @format: (nullable): of a percentage */
static char *
name_choice (double value, const char *format)
{
  g_autofree char *text = NULL;

  if (format == NULL)
    return g_strdup_printf (BS_LEFT_TO_RIGHT "%g×", value);

  text = g_strdup_printf (format, (int) (value * 100));
  return g_strconcat (BS_LEFT_TO_RIGHT, text, NULL);
}

static void
bind_row (AdwComboRow *row, const char *key, const Choices *choices, const char *format)
{
  if (choices->values != NULL)
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

      for (guint i = 0; i < choices->n; i++)
        {
          g_autofree char *name = name_choice (choices->values[i], format);

          gtk_string_list_append (names, name);
        }
      adw_combo_row_set_model (row, G_LIST_MODEL (names));
    }
  g_settings_bind_with_mapping (bs_settings_get (), key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_choice, set_choice, (gpointer) choices, NULL);
}

static void
bs_preferences_class_init (BsPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, colors);
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, speed);
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, animation_speed);
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, text_scale);
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, patterns);
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, reduce_motion);
  gtk_widget_class_bind_template_child (widget_class, BsPreferences, restore_session);
}

static void
bs_preferences_init (BsPreferences *self)
{
  GSettings *settings = bs_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  bs_help_attach (GTK_WIDGET (self));

  /* Without a schema nothing could be kept. */
  if (settings == NULL)
    {
      gtk_widget_set_sensitive (gtk_window_get_child (GTK_WINDOW (self)), FALSE);
      return;
    }

  bind_row (self->colors, "color-scheme", &scheme_choices, NULL);
  bind_row (self->speed, "speed", &speed_choices, NULL);
  bind_row (self->animation_speed, "animation-speed", &animation_choices, NULL);
  /* Translators: a percentage, such as “125 %” */
  bind_row (self->text_scale, "text-scale", &text_choices, _ ("%d %%"));
  g_settings_bind (settings, "patterns", self->patterns, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "reduce-motion", self->reduce_motion, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "restore-session", self->restore_session, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_object_bind_property (self->reduce_motion, "active", self->animation_speed, "sensitive",
                          G_BINDING_INVERT_BOOLEAN | G_BINDING_SYNC_CREATE);
}

GtkWidget *
bs_preferences_new (void)
{
  return g_object_new (BS_TYPE_PREFERENCES, NULL);
}
