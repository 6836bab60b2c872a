/* config_keys.h -- keys of a transformer's configuration, in the words of the library that wrote
 * it, that would make other numbers than models/transformer.h computes: refused by name rather than
 * passed over. Keys that only training or generating look at are let be.
 */
#ifndef HEED_TRAINING_CONFIG_KEYS_H
#define HEED_TRAINING_CONFIG_KEYS_H

#include "base/error.h"
#include "formats/json.h"

/* Of Hugging Face's GPT2Config; false and a sentence. */
bool config_fits_gpt2(const json_t *config, Error *error);
/* Of torch.nn.Transformer's arguments. */
bool config_fits_torch(const json_t *config, Error *error);

#endif
