package io.oriel.pool.search;

import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.UnattachedDisk;

/** What somebody may see. What is not seen is not found, not counted, and stands behind no name and no link. */
public interface Sight {

    boolean sees(TendedVm vm);

    boolean sees(Pool pool);

    boolean sees(Host host);

    boolean sees(Template template);

    boolean sees(DataCenter dataCenter);

    /** Which clusters, networks and storage domains. */
    Site of(Site site);

    boolean sees(UnattachedDisk disk);

    boolean sees(Occurrence event);

    boolean sees(Job job);

    boolean sees(Person person);

    boolean seesGroup(String name);

    boolean sees(Sitting session);

    /** Whether the names of tags are seen; those of what is seen are in any case. */
    boolean seesTags();
}
