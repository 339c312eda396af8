"""`sohoa store init` and `sohoa store rekey`."""

from flows.messages import tr
from flows.screen import result, result_table
from models.errors import UsageError


def init() -> int:
    """Make the store ready: folder or bucket, versions, object lock, lifecycle, encryption.

    A bucket that is there is brought in line with the settings; nothing in it is changed but
    locks and legal holds of originals, which are set as the catalogue tells.

    Examples:
      sohoa store init
      SOHOA_STORE_LOCK=compliance sohoa store init
    """
    from flows import keeping
    from flows.house import opened
    from flows.moving import where

    with opened() as house:
        parts = house.store.prepare()
        place = where(house.settings.store, house.home)
        house.catalogue.audit.note("prepare", "store", {}, {"store": place, **dict(parts)})
        keeping.protect_all(house)
    result_table([tr("part"), tr("state")], [(tr(part), tr(state)) for part, state in parts])
    return 0


def rekey() -> int:
    """Wrap the key of an encrypted store by the master key in use, the first one given.

    No object is encrypted anew. Give the new key before the old one, in SOHOA_STORE_KEY or
    store.key_file, on every machine, before this; the old one may go afterwards. Backups that
    were made before still need it.

    Examples:
      sohoa store rekey
      SOHOA_STORE_KEY=NEW,OLD sohoa store rekey
    """
    from flows.house import opened
    from storage.encrypted import EncryptedStore

    with opened() as house:
        if not isinstance(house.store, EncryptedStore):
            raise UsageError("The store is not encrypted by sohoa: store.encryption is not client.")
        changed = house.store.rekey()
        if changed:
            after = {"master": house.store.master}
            house.catalogue.audit.note("rekey", "store", {}, after)
    said = "wrapped anew under the master key {key}" if changed else "{key}: nothing to do"
    result(tr(said, key=house.store.master))
    return 0
