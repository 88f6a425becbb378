// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.Arrays;
import java.util.HexFormat;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** The name of an XA branch, compared by value whatever class the transaction manager uses. */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString are written out below
public record BranchXid(int formatId, byte[] globalTransactionId, byte[] branchQualifier) implements Xid {
    /** Copies a foreign Xid. */
    public static BranchXid of(Xid xid) {
        return xid instanceof BranchXid own
                ? own
                : new BranchXid(
                        xid.getFormatId(),
                        xid.getGlobalTransactionId().clone(),
                        xid.getBranchQualifier().clone());
    }

    @Override
    public int getFormatId() {
        return formatId;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return globalTransactionId.clone();
    }

    @Override
    public byte[] getBranchQualifier() {
        return branchQualifier.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BranchXid that
                && formatId == that.formatId
                && Arrays.equals(globalTransactionId, that.globalTransactionId)
                && Arrays.equals(branchQualifier, that.branchQualifier);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * formatId + Arrays.hashCode(globalTransactionId)) + Arrays.hashCode(branchQualifier);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return formatId + ":" + hex.formatHex(globalTransactionId) + ":" + hex.formatHex(branchQualifier);
    }
}
