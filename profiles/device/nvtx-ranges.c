/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges of NVTX. Source: NVTX C API Reference. */
#include "config.h"

#include "profiles/device/nvtx-ranges.h"

#ifdef HAVE_CUDA
#include <nvtx3/nvToolsExt.h>

enum
{
  MINI_BATCH = BS_N_PHASES,
  BATCH,
  N_NAMES
};

typedef struct
{
  nvtxDomainHandle_t domain; /* NULL: nobody has attached */
  nvtxStringHandle_t names[N_NAMES];
} Ranges;

static gpointer
make_ranges (gpointer data)
{
  static Ranges ranges;

  ranges.domain = nvtxDomainCreateA ("batchscope");
  if (ranges.domain == NULL)
    return &ranges;
  for (guint i = 0; i < BS_N_PHASES; i++)
    ranges.names[i] = nvtxDomainRegisterStringA (ranges.domain, bs_phase_to_string (i));
  ranges.names[MINI_BATCH] = nvtxDomainRegisterStringA (ranges.domain, "mini-batch");
  ranges.names[BATCH] = nvtxDomainRegisterStringA (ranges.domain, "batch");

  return &ranges;
}

static const Ranges *
get_ranges (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_ranges, NULL);
}

gboolean
bs_nvtx_is_wanted (void)
{
  return get_ranges ()->domain != NULL;
}

void
bs_nvtx_enter (const BsSpan *span)
{
  const Ranges *ranges = get_ranges ();
  guint name = span->kind == BS_SPAN_MINI_BATCH ? MINI_BATCH
               : span->kind == BS_SPAN_BATCH    ? BATCH
                                                : (guint) span->phase;
  nvtxEventAttributes_t attributes = {
    .version = NVTX_VERSION,
    .size = NVTX_EVENT_ATTRIB_STRUCT_SIZE,
    .category = span->kind + 1,
    .payloadType = NVTX_PAYLOAD_TYPE_UNSIGNED_INT64,
    .payload.ullValue = span->kind == BS_SPAN_BATCH ? span->decision : span->mini_batch,
    .messageType = NVTX_MESSAGE_TYPE_REGISTERED,
    .message.registered = ranges->names[name],
  };

  if (ranges->domain != NULL && span->kind != BS_SPAN_WORK)
    nvtxDomainRangePushEx (ranges->domain, &attributes);
}

void
bs_nvtx_leave (const BsSpan *span)
{
  const Ranges *ranges = get_ranges ();

  if (ranges->domain != NULL && span->kind != BS_SPAN_WORK)
    nvtxDomainRangePop (ranges->domain);
}
#else
gboolean
bs_nvtx_is_wanted (void)
{
  return FALSE;
}

void
bs_nvtx_enter (const BsSpan *span)
{
}

void
bs_nvtx_leave (const BsSpan *span)
{
}
#endif
