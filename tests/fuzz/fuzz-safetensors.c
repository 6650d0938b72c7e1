/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a safetensors file of a small model. */
#include "config.h"

#include <string.h>

#include "engine/model-builder.h"
#include "profiles/files/safetensors.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 20000;
const char *const bs_fuzz_words[] = { "{",
                                      "}",
                                      "[",
                                      "]",
                                      "\"",
                                      "null",
                                      "\"dtype\"",
                                      "\"F64\"",
                                      "\"BF16\"",
                                      "\"I8\"",
                                      "\"shape\"",
                                      "\"data_offsets\"",
                                      "[0,0]",
                                      "[8,4]",
                                      "__metadata__",
                                      "18446744073709551615",
                                      "4294967296",
                                      "-1",
                                      ",",
                                      ":",
                                      NULL };

static BsModel *
make_model (void)
{
  static const guint32 weights[] = { 2, 3 }, bias[] = { 2 };
  BsModelBuilder *builder = bs_model_builder_new ("test", 2);

  bs_model_builder_parameter (builder, "W", weights, 2);
  bs_model_builder_parameter (builder, "b", bias, 1);

  return bs_model_builder_finish (builder);
}

static void
load (const guint8 *data, gsize size)
{
  g_autoptr (BsModel) model = make_model ();
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  gboolean loaded = bs_safetensors_load_bytes ("input", data, size, model, &sha256, &error);

  g_assert_true (loaded == (error == NULL));
  g_assert_true (loaded == (sha256 != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  load (data, size);

  /* Most changes make the length of the header wrong: once more with the right one. */
  for (gsize end = size; end > sizeof (guint64); end--)
    if (data[end - 1] == '}')
      {
        guint64 length = GUINT64_TO_LE (end - sizeof length);
        g_autofree guint8 *copy = g_memdup2 (data, size);

        memcpy (copy, &length, sizeof length);
        load (copy, size);
        break;
      }

  return 0;
}

static void
add_seed (GPtrArray *seeds, const char *header, gsize n_bytes)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (strlen (header));

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) header, strlen (header));
  for (gsize i = 0; i < n_bytes; i++)
    g_byte_array_append (file, &(guint8){ (guint8) (i * 37) }, 1);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (file));
}

GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  add_seed (seeds,
            "{\"W\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}",
            32);
  add_seed (seeds,
            "{\"__metadata__\":{\"format\":\"pt\"},"
            "\"b\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[48,52]},"
            "\"W\":{\"dtype\":\"F64\",\"shape\":[2,3],\"data_offsets\":[0,48]}}  ",
            52);

  return seeds;
}
