/* SPDX-License-Identifier: Apache-2.0 */
/* The palette keeps its promises: contrast against both surfaces, letters that can be read, and
 * types that differ whatever the sight of who looks. */
#include "config.h"

#include <math.h>

#include "viz/style.h"

#define N 12

static const double contrasts[2][N] = {
  { 6.7, 3.3, 4.4, 8.0, 5.3, 8.9, 3.3, 11.4, 3.2, 4.2, 7.8, 13.6 },
  { 4.0, 6.4, 7.1, 4.1, 11.8, 6.7, 10.0, 4.0, 13.1, 8.9, 9.4, 4.9 }
};

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (BsColor c)
{
  return 0.2126 * linear (c.red) + 0.7152 * linear (c.green) + 0.0722 * linear (c.blue);
}

static double
contrast (BsColor a, BsColor b)
{
  double x = luminance (a) + 0.05, y = luminance (b) + 0.05;

  return x > y ? x / y : y / x;
}

static void
test_contrast (gconstpointer data)
{
  gboolean dark = GPOINTER_TO_INT (data);
  BsStyle style;

  bs_style_init (&style, dark);
  for (guint i = 0; i < N; i++)
    {
      BsColor color = bs_style_type_color (&style, i);
      double value = contrast (color, style.view);

      g_assert_cmpfloat (fabs (value - contrasts[dark][i]), <, 0.06);
      g_assert_cmpfloat (value, >=, 3.0);
      g_assert_cmpfloat (contrast (color, bs_style_type_letter_color (&style, i)), >=, 3.0);
    }
  for (guint i = 0; i < BS_N_STYLE_MARKS; i++)
    g_assert_cmpfloat (contrast (bs_style_mark_color (&style, (BsStyleMark) i), style.view), >=,
                       3.0);
}

/* Simulation of dichromats on linear RGB.
 * Source: Machado, Oliveira and Fernandes (2009), severity 1. */
static const double sights[4][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.367322, 0.860646, -0.227968 },
    { 0.280085, 0.672501, 0.047413 },
    { -0.011820, 0.042940, 0.968881 } },
  { { 0.152286, 1.052583, -0.204868 },
    { 0.114503, 0.786281, 0.099216 },
    { -0.003882, -0.048116, 1.051998 } },
  { { 1.255528, -0.076749, -0.178779 },
    { -0.078411, 0.930809, 0.147602 },
    { 0.004733, 0.691367, 0.303900 } },
};

static void
to_oklab (BsColor color, const double sight[3][3], double lab[3])
{
  const double rgb[3] = { linear (color.red), linear (color.green), linear (color.blue) };
  double s[3], l, m, n;

  for (guint i = 0; i < 3; i++)
    s[i] = CLAMP (sight[i][0] * rgb[0] + sight[i][1] * rgb[1] + sight[i][2] * rgb[2], 0.0, 1.0);
  l = cbrt (0.4122214708 * s[0] + 0.5363325363 * s[1] + 0.0514459929 * s[2]);
  m = cbrt (0.2119034982 * s[0] + 0.6806995451 * s[1] + 0.1073969566 * s[2]);
  n = cbrt (0.0883024619 * s[0] + 0.2817188376 * s[1] + 0.6299787005 * s[2]);
  lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * n;
  lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * n;
  lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * n;
}

static double
least_distance (const BsStyle *style, guint n)
{
  double least = 10.0;

  for (guint sight = 0; sight < 4; sight++)
    for (guint i = 0; i < n; i++)
      for (guint j = 0; j < i; j++)
        {
          double a[3], b[3];

          to_oklab (bs_style_type_color (style, i), sights[sight], a);
          to_oklab (bs_style_type_color (style, j), sights[sight], b);
          least = MIN (least, sqrt ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
                                    + (a[2] - b[2]) * (a[2] - b[2])));
        }

  return least;
}

static void
test_distance (void)
{
  BsStyle style;

  bs_style_init (&style, FALSE);
  g_assert_cmpfloat (least_distance (&style, 8), >=, 0.087);
  g_assert_cmpfloat (least_distance (&style, 12), >=, 0.066);
  bs_style_init (&style, TRUE);
  g_assert_cmpfloat (least_distance (&style, 8), >=, 0.100);
  g_assert_cmpfloat (least_distance (&style, 12), >=, 0.079);
}

static void
test_repeat (void)
{
  BsStyle style;

  bs_style_init (&style, FALSE);
  for (guint i = 0; i < 12 * 12; i++)
    for (guint j = 0; j < i; j++)
      {
        BsColor a = bs_style_type_color (&style, i), b = bs_style_type_color (&style, j);

        if (a.red == b.red && a.green == b.green && a.blue == b.blue)
          g_assert_cmpuint (bs_style_type_pattern (&style, i), !=,
                            bs_style_type_pattern (&style, j));
      }
  for (guint i = 0; i < 12; i++)
    g_assert_cmpuint (bs_style_type_pattern (&style, i), ==, i);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/style/contrast/light", GINT_TO_POINTER (FALSE), test_contrast);
  g_test_add_data_func ("/style/contrast/dark", GINT_TO_POINTER (TRUE), test_contrast);
  g_test_add_func ("/style/distance", test_distance);
  g_test_add_func ("/style/repeat", test_repeat);

  return g_test_run ();
}
