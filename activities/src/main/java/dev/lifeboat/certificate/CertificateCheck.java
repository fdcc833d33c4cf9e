package dev.lifeboat.certificate;

import static dev.lifeboat.error.ErrorCode.AUDIT_BROKEN;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.audit.AuditFinding;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.certificate.Certificate.CertifiedEntry;
import dev.lifeboat.certificate.Certificate.CertifiedFile;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether what certificates say is still what store and log say. A set that a clean-up removed since does not make its certificate
 * wrong; one that is there otherwise, or evidence that is gone, does.
 */
public final class CertificateCheck {
    private final OpenVault vault;
    private final SignedRecords records;
    private final AuditLog log;
    private final List<AuditFinding> findings = new ArrayList<>();

    private CertificateCheck(OpenVault vault) {
        this.vault = vault;
        this.records = new SignedRecords(vault);
        this.log = new AuditLog(vault.primary(), vault.vault().runbook());
    }

    /**
     * What is wrong with the certificates of a runbook. Throws STORE_UNAVAILABLE.
     *
     * @param logged those that the log tells of
     * @param moved is called after each
     */
    public static List<AuditFinding> findings(OpenVault vault, List<LoggedCertificate> logged, Runnable moved) {
        CertificateCheck check = new CertificateCheck(vault);
        // In a shared store there are other runbooks' certificates, by keys that nobody here knows.
        String own = Certifying.ROOT + "certificate_" + vault.vault().runbook() + "_";
        for (StoredObject object : vault.store().list(Certifying.ROOT)) {
            if (object.name().startsWith(own) && object.name().endsWith(".json")) {
                check.examine(object.name());
                moved.run();
            }
        }
        for (LoggedCertificate one : logged) {
            check.compare(
                    one.object(),
                    new CertifiedFile(
                            "which entry " + one.entry() + " of the log tells of", one.object(), one.sha256()));
            moved.run();
        }
        return check.findings;
    }

    private void examine(String object) {
        Certificate certificate;
        try {
            SignedRecords.Signed<Certificate> read = records.read(object, Certificate.class);
            certificate = read.value();
            ReportArchive.page(records, object, read.sha256());
        } catch (NoSuchObjectException e) {
            broken(object, "lacks " + e.getMessage());
            return;
        } catch (LifeboatException e) {
            if (!SignedRecords.isOfTheRecord(e)) {
                throw e;
            }
            broken(object, "does not authenticate: " + e.getMessage());
            return;
        }
        if (certificate.format() != Certificate.FORMAT) {
            broken(object, "is of format " + certificate.format() + ", which this version does not know");
            return;
        }
        boolean there = set(object, certificate);
        certificate.files().forEach(file -> compare(object, file));
        if (there) {
            certificate.marks().forEach(mark -> compare(object, mark));
        }
        for (CertifiedEntry entry : certificate.log()) {
            if (!log.holds(entry.link())) {
                broken(object, "names entry " + entry.number() + " of the log, which is not there as it was");
            }
        }
    }

    /** Whether the set is there as it was certified. */
    private boolean set(String object, Certificate certificate) {
        String name = certificate.set().set();
        String manifest = certificate.set().manifestSha256();
        try {
            new SetReader(vault).authenticate(name, manifest);
            return true;
        } catch (LifeboatException e) {
            boolean gone = e.code() == ErrorCode.NO_SUCH_SET;
            if (!gone && e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            boolean removed = new Marks(vault).deleted(name).stream().anyMatch(mark -> mark.manifestSha256()
                    .equals(manifest));
            if (!removed) {
                broken(object, "certifies " + name + ", which is not there as it was: " + e.getMessage());
            }
            return false;
        }
    }

    private void compare(String certificate, CertifiedFile file) {
        try {
            byte[] content = SetObjects.readSmall(vault.store(), file.object());
            if (!Digests.sha256(content).equals(file.sha256())) {
                broken(certificate, "names " + file.object() + " (" + file.what() + "), which was changed");
            }
        } catch (NoSuchObjectException e) {
            broken(certificate, "names " + file.object() + " (" + file.what() + "), which was removed");
        } catch (LifeboatException e) {
            if (!SignedRecords.isOfTheRecord(e)) {
                throw e;
            }
            broken(
                    certificate,
                    "names " + file.object() + " (" + file.what() + "), which was changed: " + e.getMessage());
        }
    }

    private void broken(String certificate, String text) {
        findings.add(new AuditFinding(AUDIT_BROKEN, true, certificate, text));
    }
}
